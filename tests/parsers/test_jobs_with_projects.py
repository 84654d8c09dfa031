"""Japanese and Korean careers that tell the projects of every job: a project is no job of its own."""

from __future__ import annotations

from enrich.model import Profile
from parsers.resume import Helpers, nobody, read_resume
from parsers.text import text_lines

RULES = Helpers(nobody, nobody, lambda sections, first: first)


def read(text: str) -> Profile:
    return read_resume(text_lines(text), RULES).profile


def jobs(text: str) -> list[tuple[str, str, str]]:
    return [(w.employer, w.start, "now" if w.current else w.end) for w in read(text).work]


DEEPER = """# 職務経歴書
氏名: 織田 青葉

## 職務経歴

### 株式会社青葉堂（2019年4月〜現在）

#### 在庫管理システムの開発（2021年1月〜2022年3月）
- 設計と実装を担当

#### その他
- 勉強会の主催

### 星見食堂 (2015年4月〜2019年3月)

#### 担当業務
- 接客

## 資格
- 普通自動車免許
"""


def test_what_is_dated_deeper_than_the_jobs_is_a_project_and_other_headings_there_end_nothing() -> None:
    assert jobs(DEEPER) == [("株式会社青葉堂", "2019-04", "now"), ("星見食堂", "2015-04", "2019-03")]


IN_TABLES = """# 職務経歴書
氏名: 織田 青葉

## 職務経歴

### 株式会社青葉堂

|項目|内容|
|----|----|
|業種|小売|
|期間|2019年4月〜現在|

#### 在庫管理システム

|項目|内容|
|----|----|
|期間|2021年1月〜2022年3月|
|役割|設計、実装|
"""


def test_a_table_below_a_heading_dates_the_job() -> None:
    assert jobs(IN_TABLES) == [("株式会社青葉堂", "2019-04", "now")]


WITHOUT_HEADING = """# 이력서
이름: 고하늘

## 소개
서비스를 만드는 사람입니다.

## 주식회사 하늘상점 (2019.03 ~ 2022.05)
- 담당 업무: 결제
### 정산 서비스 (2020.01 ~ 2020.06)
- 구현
"""


def test_a_firm_with_its_time_as_a_heading_opens_the_career() -> None:
    assert jobs(WITHOUT_HEADING) == [("주식회사 하늘상점", "2019-03", "2022-05")]


FACTS = """氏名: 織田 青葉

職務経歴

2019年4月～2022年3月 株式会社青葉堂
【プロジェクト概要】
開発環境/ツール
・在庫管理

2015年4月～2019年3月 星見商事株式会社
【実績】
"""


def test_captions_are_neither_jobs_nor_firms() -> None:
    assert [w.title for w in read(FACTS).work] == ["", ""]
    assert jobs(FACTS) == [
        ("株式会社青葉堂", "2019-04", "2022-03"),
        ("星見商事株式会社", "2015-04", "2019-03"),
    ]
