from onefold_alumni import Alumni

from connectors.testing import ConnectorContract, Reply
from enrich.ports import Ask

JANA = """{"id": "7", "name": "Jana Kowalczyk", "page": "https://alumni.example/7", "email": "jana@mail.example",
           "employer": "Pan Ltd", "title": "Cook", "changed": "2026-03-02T10:00:00Z", "hobby": "chess"}"""
TOM = '{"id": "8", "name": "Tom Reed", "page": "https://alumni.example/8"}'
OPTIONS = {"base": "{site}", "key": "env:ONEFOLD_TEST_SECRET", "purpose": "recruiting alumni"}


class TestOnePerson(ConnectorContract):
    connector = Alumni
    options = OPTIONS
    ask = Ask(email="jana@mail.example")
    replies = {
        "/entries?email=jana%40mail.example": Reply(f'{{"entries": [{JANA}]}}', "application/json"),
        "/entries?limit=1": Reply(f'{{"entries": [{TOM}]}}', "application/json"),
    }


class TestTheWholeDirectory(ConnectorContract):
    connector = Alumni
    options = OPTIONS
    pulled = True
    replies = {
        "/entries": Reply(f'{{"entries": [{JANA}], "next": "7"}}', "application/json"),
        "/entries?after=7": Reply(f'{{"entries": [{TOM}]}}', "application/json"),
        "/entries?limit=1": Reply(f'{{"entries": [{TOM}]}}', "application/json"),
    }
    endless = {"/entries?after=7": Reply('{"entries": [], "next": "7"}', "application/json")}
