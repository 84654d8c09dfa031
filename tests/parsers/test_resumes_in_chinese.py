"""Resumes in Chinese as people write them: studies in one breath, hyphens between firm and job, details in a row."""

from __future__ import annotations

import pytest

from enrich.model import Found, Profile
from parsers.dateranges import best_range
from parsers.hanstudies import han_pieces
from parsers.titles import title_score
from tests.parsers.conftest import Parse


@pytest.mark.parametrize(
    ("text", "start", "end", "current"),
    [
        ("2011年8月 --- 现在", "2011-08", "", True),
        ("2010年7月 --- 2011年7月", "2010-07", "2011-07", False),
        ("2019.7――2020.3", "2019-07", "2020-03", False),
        ("2018.06一2019.04", "2018-06", "2019-04", False),
        ("2018年3月-6月", "2018-03", "2018-06", False),
        ("民國108年7月-110年3月", "2019-07", "2021-03", False),
        ("112年6月至今", "2023-06", "", True),
        ("2018年9月起", "2018-09", "", True),
    ],
)
def test_spans_as_chinese_writes_them(text: str, start: str, end: str, current: bool) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end, found.current) == (start, end, current)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("青叶大学软件工程专业工学学士", ["青叶大学", "软件工程", "工学学士"]),
        ("青叶大学 软件学院软件工程硕士", ["青叶大学", "软件学院", "软件工程硕士"]),
        ("本科 青叶医科大学 计算机科学与技术", ["青叶医科大学", "计算机科学与技术", "本科"]),
        ("15 级本科/青叶大学电气工程专业", ["青叶大学", "电气工程", "本科"]),
        ("青葉科技大學-資訊工程學系-學士學位", ["青葉科技大學", "資訊工程學系", "學士學位"]),
        ("專科 - 青葉職業技術學院 - 會計專業", ["青葉職業技術學院", "會計", "專科"]),
        ("青叶大学", []),
        ("本科学历", []),
        ("大学生创业项目本科组", []),
        ("青葉大学で経済学の学士", []),
    ],
)
def test_studies_in_one_breath(text: str, pieces: list[str]) -> None:
    assert han_pieces(text) == pieces


def test_the_last_word_of_a_name_tells_what_it_is() -> None:
    assert title_score("华青科技软件工程师") > 0 > title_score("工程师之家服务中心")
    assert title_score("云计算专家") > 0


def person(parse: Parse, text: str) -> Profile:
    [found] = parse("cv.md", text.encode())
    assert isinstance(found, Found)
    return found.profile


def jobs(parse: Parse, text: str) -> list[tuple[str, str, str, str]]:
    work = person(parse, text).work
    return [(w.employer, w.title, w.start, w.end) for w in work]


def test_hyphens_between_firm_and_job(parse: Parse) -> None:
    text = (
        "# 李青\n\nliqing@example.com\n\n## 工作經歷\n\n青葉資訊股份有限公司-技術部-前端工程師\n工作時間 - 2022年 7月-2022年 9月\n"
        "- 協助資料的整理\n\n藍天貿易有限公司-行政助理\n工作時間 - 2023年 5月-2023年 7月\n- 整理公文\n"
    )
    assert jobs(parse, text) == [
        ("青葉資訊股份有限公司", "前端工程師", "2022-07", "2022-09"),
        ("藍天貿易有限公司", "行政助理", "2023-05", "2023-07"),
    ]


def test_a_project_below_a_firm_is_no_job(parse: Parse) -> None:
    text = (
        "# 李青\n\nliqing@example.com\n\n># 工作经历\n\n### 青叶信息技术有限公司 （ 2016年10月 ~ 2018年1月 ）\n\n#### 在线商城项目\n"
        "- 完成前端页面\n\n### 蓝天科技有限公司 （ 2014年7月 ~ 2015年9月 ）\n\n#### 喵星项目\n- 完成后端接口\n"
    )
    assert [(w[0], w[1]) for w in jobs(parse, text)] == [
        ("青叶信息技术有限公司", ""),
        ("蓝天科技有限公司", ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- 本科/青叶大学 软件工程专业",
        pytest.param("- 学历：青叶大学软件工程专业本科", marks=pytest.mark.by_rules),
        "- 本科 - 青叶大学 - 软件工程",
    ],
)
def test_studies_among_details(parse: Parse, line: str) -> None:
    text = f"# 简历\n\n## 个人信息\n\n- 李青/男/1990\n{line}\n- 工作年限：3年\n- 邮箱：liqing@example.com\n\n## 技能\n\n- Java\n"
    told = person(parse, text).education
    assert [(e.institution, e.degree, e.area) for e in told] == [("青叶大学", "本科", "软件工程")]
