from typing import ClassVar

from connectors.feed import Feed
from connectors.testing import ConnectorContract, Reply

ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Grid notes</title>
<id>{site}/feed</id><updated>2026-03-02T00:00:00Z</updated>
<entry><title>On substations</title><id>1</id><link href="{site}/posts/1"/><updated>2026-03-01T10:00:00Z</updated>
<author><name>Jana Kowalczyk</name><uri>{site}/jana</uri><email>jana@kowalczyk.example</email></author><summary>Short.</summary></entry>
<entry><title>A new chief for Baltic Grid</title><id>2</id><link href="{site}/posts/2"/><updated>2026-03-02T10:00:00Z</updated>
<author><name>Piotr Lis</name></author></entry></feed>"""
ARTICLE = """<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"A new chief",
"datePublished":"2026-03-02","about":{"@type":"Person","name":"Ewa Maj","jobTitle":"CEO","worksFor":"Baltic Grid"}}</script>"""


class TestFeedContract(ConnectorContract):
    connector = Feed
    options: ClassVar[dict[str, object]] = {"urls": ["{site}/feed"], "follow_articles": True}
    replies: ClassVar[dict[str, Reply]] = {
        "/feed": Reply(ATOM, "application/atom+xml"),
        "/posts/1": Reply("<p>x</p>"),
        "/posts/2": Reply(ARTICLE),
    }
