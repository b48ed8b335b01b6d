"""WordPress exports as the exporter writes them."""

from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4" created="2024-01-02 03:04" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Site</title><link>https://example.org</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[amal]]></wp:author_login>
<wp:author_display_name><![CDATA[Amal Q. & Co]]></wp:author_display_name></wp:author>
"""
FOOT = "</channel>\n</rss>\n"


def cdata(text):
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(number, content, *, title="Title", kind="post", link=None, more=""):
    link = link if link is not None else f"https://example.org/{number}/"
    return f"""<item>
<title>{cdata(title)}</title><link>{escape(link)}</link><dc:creator>{cdata("amal")}</dc:creator>
<guid isPermaLink="false">https://example.org/?p={number}</guid><description></description>
<content:encoded>{cdata(content)}</content:encoded>
<excerpt:encoded>{cdata("A caption" if kind == "attachment" else "")}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{cdata("2020-05-06 09:08:07")}</wp:post_date>
<wp:post_date_gmt>{cdata("2020-05-06 07:08:07")}</wp:post_date_gmt>
<wp:post_name>{cdata("slug")}</wp:post_name><wp:status>{cdata("publish")}</wp:status>
<wp:post_type>{cdata(kind)}</wp:post_type>
<category domain="category" nicename="x">{cdata("News & more")}</category>{more}
</item>
"""


def export(*items):
    return (HEAD + "".join(items) + FOOT).encode()
