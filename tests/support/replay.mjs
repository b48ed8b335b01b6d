// Opens an evidence file in ReplayWeb.page, in a real browser, and says how its text is laid out.
//
//   node replay.mjs REPLAYWEBPAGE CHROMIUM FILE URL TIMESTAMP SCREENSHOT
//
// Everything is served from this machine; the browser resolves no other name. It is spoken to in
// Chrome's own protocol over a pipe, so nothing is needed but node and it. Prints JSON.

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [replay, executable, file, url, ts, screenshot] = process.argv.slice(2);
const patience = 90_000; // ms: other work on the machine must not fail this

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

const profile = await mkdtemp(join(tmpdir(), "replay-"));
const browser = spawn(
  executable,
  [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", `--user-data-dir=${profile}`,
    "--remote-debugging-pipe", "about:blank",
  ],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);
const watchdog = setTimeout(() => browser.kill("SIGKILL"), 2 * patience);
try {
  const contexts = new Map(); // frame to the world in which its document's scripts run
  const send = speak(browser.stdio[3], browser.stdio[4], (event) => {
    const world = event.params?.context;
    if (event.method === "Runtime.executionContextCreated" && world.auxData?.isDefault) {
      contexts.set(world.auxData.frameId, world.id);
    }
  });
  const { targetInfos } = await send("Target.getTargets");
  const { targetId } = targetInfos.find((target) => target.type === "page");
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const tab = (method, params) => send(method, params, sessionId);
  await tab("Page.enable");
  await tab("Runtime.enable");
  const size = { width: 900, height: 1000, deviceScaleFactor: 1, mobile: false };
  await tab("Emulation.setDeviceMetricsOverride", size);
  await tab("Page.navigate", { url: `http://127.0.0.1:${server.address().port}/` });
  const text = await replayed(tab, contexts);
  const { data } = await tab("Page.captureScreenshot", { format: "png" });
  await writeFile(screenshot, Buffer.from(data, "base64"));
  console.log(JSON.stringify(text));
} finally {
  clearTimeout(watchdog);
  const gone = new Promise((done) => browser.once("exit", done));
  browser.kill();
  await gone;
  server.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}

// Speak to the browser: JSON messages, each ended by NUL. Returns what sends a command.
function speak(out, into, heard) {
  const waiting = new Map();
  let number = 0;
  let rest = "";
  into.setEncoding("utf8");
  into.on("data", (chunk) => {
    const messages = (rest + chunk).split("\0");
    rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      const answer = waiting.get(message.id);
      waiting.delete(message.id);
      if (!answer) heard(message);
      else if (message.error) answer.reject(new Error(message.error.message));
      else answer.resolve(message.result);
    }
  });
  into.on("close", () => {
    for (const answer of waiting.values()) answer.reject(new Error("the browser ended"));
  });
  return (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      out.write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
    });
}

// What is in the frame in which the document is shown, once it is there.
async function replayed(tab, contexts) {
  let frames = [];
  for (let tries = 0; tries < patience / 250; tries += 1) {
    frames = flat((await tab("Page.getFrameTree")).frameTree);
    for (const frame of frames) {
      if (!frame.url.includes("/replay/w/") || !frame.url.includes(url)) continue;
      const contextId = contexts.get(frame.id);
      const expression = `(${look})()`;
      const found = await tab("Runtime.evaluate", { expression, contextId, returnByValue: true })
        .catch(() => null); // the frame went on to another document meanwhile
      if (found?.result?.value?.text) return found.result.value;
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`nothing was shown; frames: ${frames.map((frame) => frame.url).join(" ")}`);
}

function flat(tree) {
  return [tree.frame, ...(tree.childFrames ?? []).flatMap(flat)];
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
