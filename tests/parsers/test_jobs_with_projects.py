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


def test_a_project_without_a_firm_is_no_job() -> None:
    told = "氏名: 織田 青葉\n\n職務経歴\n\n2019年4月～2022年3月 在庫管理システムの開発\n・約10名\n\n2022年4月～現在 株式会社青葉堂\n・接客"
    assert [w.employer for w in read(told).work] == ["株式会社青葉堂"]


def test_a_sentence_below_a_firm_tells_as_what_somebody_joined() -> None:
    text = "이름: 고하늘\n\n경력\n\n주식회사 하늘상점 2019.03 ~ 2022.05\n백엔드 개발자로 근무했습니다. 결제를 맡았습니다."
    japanese = "氏名: 織田 青葉\n\n職務経歴\n\n### 株式会社青葉堂（2019年4月〜現在）\n\nバックエンドエンジニアとして入社。在庫管理を担当。"
    assert [w.title for w in read(japanese).work] == ["バックエンドエンジニア"]
    assert [w.employer for w in read(text).work] == ["주식회사 하늘상점"]


def test_joining_told_in_a_sentence_is_an_event() -> None:
    rows = "氏名: 織田 青葉\n\n## 職歴\n\n2018年4月 株式会社青葉堂に入社。店舗の運営に従事。\n2021年8月 星見商事株式会社へ転職。"
    assert [(w.employer, w.start) for w in read(rows).work] == [
        ("株式会社青葉堂", "2018-04"),
        ("星見商事株式会社", "2021-08"),
    ]


def test_a_job_tied_to_its_firm_by_a_sign_without_spaces() -> None:
    text = "이름: 고하늘\n\n경력\n\n- **결제 개발@Orlin Trade (Sep 2021 - Present)**\n- **웹 개발@하늘상점 (Jul 2018 - Aug 2021)**"
    assert [(w.title, w.employer) for w in read(text).work] == [
        ("결제 개발", "Orlin Trade"),
        ("웹 개발", "하늘상점"),
    ]
