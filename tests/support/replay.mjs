// Opens an evidence file in ReplayWeb.page, in a real browser, and says how its text is laid out.
//
//   node replay.mjs PLAYWRIGHT_CORE REPLAYWEBPAGE CHROMIUM FILE URL TIMESTAMP SCREENSHOT
//
// Everything is served from this machine; the browser resolves no other name. Prints JSON.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [playwright, replay, executablePath, file, url, ts, screenshot] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(`${playwright}/index.mjs`));

const page = `<!doctype html><meta charset="utf-8"><script src="/ui.js"></script>
<style>html, body, replay-web-page { height: 100%; margin: 0; display: block }</style>
<replay-web-page source="/evidence.wacz" url="${url}" ts="${ts}" replayBase="/replay/"
  embed="default"></replay-web-page>`;
const served = {
  "/": [() => page, "text/html"],
  "/ui.js": [() => readFile(`${replay}/ui.js`), "text/javascript"],
  "/replay/sw.js": [() => readFile(`${replay}/sw.js`), "text/javascript"],
  "/evidence.wacz": [() => readFile(file), "application/wacz"],
};

const server = createServer(async (request, response) => {
  const entry = served[new URL(request.url, "http://x").pathname];
  if (!entry) return response.writeHead(404).end();
  const data = Buffer.from(await entry[0]());
  const headers = { "content-type": entry[1], "accept-ranges": "bytes" };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  if (!range) return response.writeHead(200, headers).end(data);
  const first = Number(range[1]);
  const last = range[2] ? Math.min(Number(range[2]), data.length - 1) : data.length - 1;
  headers["content-range"] = `bytes ${first}-${last}/${data.length}`;
  return response.writeHead(206, headers).end(data.subarray(first, last + 1));
}).listen(0, "127.0.0.1");

const patience = 90_000; // ms: other work on the machine must not fail this
const browser = await chromium.launch({
  executablePath,
  timeout: patience,
  args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
try {
  const tab = await browser.newPage({ viewport: { width: 900, height: 1000 } });
  tab.setDefaultTimeout(patience);
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  const text = await replayed(tab);
  await tab.screenshot({ path: screenshot });
  console.log(JSON.stringify(text));
} finally {
  await browser.close();
  server.close();
}

// The frame in which the document is shown, once it is there.
async function replayed(tab) {
  for (let tries = 0; tries < patience / 250; tries += 1) {
    for (const frame of tab.frames()) {
      if (!frame.url().includes("/replay/w/") || !frame.url().includes(url)) continue;
      const found = await frame.evaluate(look).catch(() => null);
      if (found && found.text) return found;
    }
    await tab.waitForTimeout(250);
  }
  throw new Error(`nothing was shown; frames: ${tab.frames().map((f) => f.url()).join(" ")}`);
}

// Where the paragraphs stand, and where their first and last letters are.
function look() {
  const letter = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect().left;
  };
  const paragraphs = [...document.querySelectorAll("p")].map((p) => {
    const style = getComputedStyle(p);
    return {
      direction: style.direction,
      align: style.textAlign,
      text: p.textContent,
      // In one line of right-to-left text the first letter is the rightmost one.
      first: letter(p.firstChild, 0),
      second: letter(p.firstChild, 1),
      last: letter(p.firstChild, p.firstChild.length - 1),
      oneLine: p.getClientRects()[0].height < 2 * parseFloat(style.lineHeight),
    };
  });
  return { title: document.title, text: document.body.innerText, paragraphs };
}
