"""What is read of a user of Stack Overflow."""

from __future__ import annotations

from typing import ClassVar

import pytest

from connectors.kit.http import Web
from connectors.stackexchange import StackExchange
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.errors import RetryLater
from enrich.model import Found, Item, PartialDate, Place, Skill
from enrich.ports import Ask

JSON = "application/json; charset=utf-8"
WRAPPED = '"has_more": false, "quota_max": 10000, "quota_remaining": 9990}'
USER = f"""{{"items": [{{"badge_counts": {{"bronze": 1}}, "account_id": 77001, "is_employee": false, "last_modified_date": 1767225600,
"reputation": 501, "creation_date": 1420070400, "user_type": "registered", "user_id": 4410, "location": "Gdynia, Poland",
"website_url": "https://kowalczyk.example", "link": "https://stackoverflow.com/users/4410/jana-k", "display_name":
"Jana Kowalczyk &amp; cat"}}], {WRAPPED}"""
TAGS = f"""{{"items": [{{"user_id": 4410, "answer_count": 9, "answer_score": 30, "question_count": 0, "question_score": 0, "tag_name":
"rust"}}], {WRAPPED}"""
EVENTS = f"""{{"items": [{{"creation_date": 1767225600, "post_type": "question", "timeline_type": "commented", "user_id": 4410,
"post_id": 3, "comment_id": 9, "title": "Other&#39;s"}}, {{"creation_date": 1735689600, "post_type": "answer", "timeline_type":
"answered", "user_id": 4410, "post_id": 2, "title": "What&#39;s load flow?"}}, {{"creation_date": 1735689600, "timeline_type":
"badge", "user_id": 4410, "badge_id": 1, "detail": "Teacher"}}], {WRAPPED}"""
TIMELINE = "/users/4410/timeline?site=stackoverflow&pagesize=100&page="


class TestStackExchange(ConnectorContract):
    connector = StackExchange
    options: ClassVar = {"base": "{site}", "key": "env:ONEFOLD_TEST_SECRET"}
    ask = Ask(network="stackoverflow", handle="4410")
    replies: ClassVar = {
        "/users/4410?site=stackoverflow": Reply(USER, JSON),
        "/users/4410/top-tags?site=stackoverflow&pagesize=10": Reply(TAGS, JSON),
        f"{TIMELINE}1": Reply(EVENTS, JSON),
        "/info?site=stackoverflow": Reply('{"items": [], "quota_remaining": 9990}', JSON),
    }
    endless: ClassVar = {
        f"{TIMELINE}{page}": Reply(EVENTS.replace("false", "true"), JSON) for page in range(1, 3)
    }

    def test_reads_the_user_and_what_they_asked_and_answered(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile = found.profile
        assert (profile.name, profile.location) == ("Jana Kowalczyk & cat", Place("Gdynia, Poland"))
        assert [link.network for link in profile.links] == ["stackoverflow", "", "stackexchange"]
        assert profile.skills == (Skill("rust", implied=True),)
        assert profile.items == (
            Item(
                "discussion",
                "What's load flow?",
                PartialDate("2025-01-01"),
                "https://stackoverflow.com/q/2",
                "Stack Overflow",
                "answered",
            ),
        )

    def test_leaves_it_alone_for_as_long_as_it_asks(self, site: FakeSite, web: Web) -> None:
        site.replies["/users/4410?site=stackoverflow"] = Reply(
            USER.replace('"has_more"', '"backoff": 90, "has_more"'), JSON
        )
        with pytest.raises(RetryLater):
            self.told(self.made(site, web), site)
        assert len(site.paths()) == 1

    def test_only_numbers_are_asked_for(self, site: FakeSite, web: Web) -> None:
        assert list(self.made(site, web).lookup(Ask(network="stackoverflow", handle="jana"))) == []
        assert site.asked == []
