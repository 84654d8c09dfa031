from connectors.page import PersonalPage
from connectors.testing import ConnectorContract, Reply
from enrich.ports import Ask
from pathlib import Path

JANE = """<html><head><title>Jana Kowalczyk</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Person", "name": "Jana Kowalczyk",
"email": "mailto:jana@kowalczyk.example", "telephone": "+48 22 555 01 02", "jobTitle": "Data Engineer",
"worksFor": {"@type": "Organization", "name": "Baltic Grid"}, "sameAs": ["https://www.linkedin.com/in/jana-kowalczyk-9"]}
</script></head><body><h1>Jana Kowalczyk</h1></body></html>"""


class TestPersonalPageContract(ConnectorContract):
    connector = PersonalPage
    options = {"check_url": "{site}/jana"}
    ask = Ask(url="{site}/jana")
    replies = {"/jana": Reply(JANE)}
