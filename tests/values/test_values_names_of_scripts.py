"""Names of other scripts and orders: who stands first, how Kanji and Kana are spoken, what is one word."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from enrich.values.japanese import CHINESE_TOO, given_readings, spoken_kana
from enrich.values.names import as_compared, parse_name, read_otherwise
from enrich.values.romanisation import family_roots, given_roots
from matchers.dedupe.names import names_of, read_name

ORDERS = [
    ("Громов Велимир", "velimir", "gromov"),
    ("Gromov Velimir", "velimir", "gromov"),
    ("Рожкова Н.", "n", "rozhkova"),
    ("Рожкова Н. Э", "n e", "rozhkova"),
    ("Lytkin V. A", "v a", "lytkin"),
    ("Baranov Selivan Davidovich", "selivan davidovich", "baranov"),
    ("Novakova Jana", "jana", "novakova"),
    ("Jana Novakova", "jana", "novakova"),
    ("Maeva Dupont", "maeva", "dupont"),
    ("Lev Tolstoy", "lev", "tolstoy"),
    ("Lê Nga", "nga", "le"),
    ("Nga Lê", "nga", "le"),
    ("Vũ Long", "long", "vu"),
    ("Hong Hung Le", "hong hung", "le"),
    ("Xuân Giang Hồ", "xuan giang", "ho"),
    ("Tan Wei Ming", "weiming", "tan"),
    ("Kim Siu", "siu", "kim"),
    ("Lee Yeongil", "yeongil", "lee"),
    ("Kim Bailey", "kim", "bailey"),
    ("Torres, M.", "m", "torres"),
    ("van Dyk, M.", "m", "van dyk"),
    ("Anna Schmidt, m", "anna", "schmidt"),
    ("Rice SV", "s v", "rice"),
    ("Smith J. A.", "j a", "smith"),
    ("Jo NG", "jo", "ng"),
    ("サカモト ジュン", "jun", "sakamoto"),
    ("さとう はなこ", "hanako", "sato"),
    ("イノウエ タロウ", "taro", "inoue"),
    ("マイケル ジョーダン", "maikeru", "jodan"),
    ("三浦京助", "kyosuke", "miura"),
    ("藤原　智也", "tomoya", "fujiwara"),
    ("خديجة الحسيني", "khadija", "alhusseini"),
    ("علی رضایی", "ali", "rezaei"),
]


@pytest.mark.parametrize(("text", "first", "last"), ORDERS)
def test_family_and_given_name_stand_where_a_people_puts_them(text: str, first: str, last: str) -> None:
    parts = parse_name(text)
    assert (" ".join(parts.given), " ".join(parts.family)) == (first, last)


@pytest.mark.parametrize(
    ("kana", "spoken"),
    [
        ("ジュン", "jun"), ("ショウタ", "shota"), ("キョウスケ", "kyosuke"), ("ハットリ", "hattori"), ("マッチャ", "matcha"),
        ("マツウラ", "matsuura"), ("イノウエ", "inoue"), ("ユウキ", "yuki"), ("コンドウ", "kondo"), ("つづき", "tsuzuki"),
    ],
)  # fmt: skip
def test_kana_are_spelt_as_in_passports(kana: str, spoken: str) -> None:
    assert spoken_kana(kana) == spoken


def test_kanji_have_several_readings_and_unlisted_names_are_read_in_parts() -> None:
    assert given_readings("裕樹") == ("yuki", "hiroki")
    assert "sotaro" in given_readings("聡太郎")
    assert given_readings("奈々美") == ("nanami",)
    assert given_readings("龘") == ()
    assert [one.given for one in read_otherwise("清水 裕樹")] == [("hiroki",)]
    assert [(one.given, one.family) for one in read_otherwise("林 太一")] == [(("taichi",), ("hayashi",))]
    assert read_otherwise("Yuki Shimizu") == read_otherwise("김민수") == ()


@pytest.mark.parametrize(
    ("one", "other", "first", "last"),
    [
        ("藤原", "智也", "tomoya", "fujiwara"), ("森田", "翼", "tsubasa", "morita"), ("王", "小明", "xiaoming", "wang"),
        ("明美", "欧阳", "mingmei", "ouyang"), ("小明", "鬼頭", "xiaoming", "guitou"), ("学", "本松", "xue", "bensong"),
    ],
)  # fmt: skip
def test_han_names_in_the_wrong_columns_are_put_right(one: str, other: str, first: str, last: str) -> None:
    parts = parse_name("", one, other)
    assert (" ".join(parts.given), " ".join(parts.family)) == (first, last)


@pytest.mark.parametrize(
    ("first", "last", "readings"),
    [
        ("", "石川", ["/ishikawa"]), ("", "林", ["/lin", "/hayashi"]), ("", "김", ["/kim"]), ("", "ヤマダ", ["/yamada"]),
        ("健太郎", "", ["kentaro/", "jiantailang/"]), ("小明", "", ["xiaoming/"]), ("明美", "", ["akemi/", "mingmei/"]), ("민석", "", ["minseog/"]),
        ("ナオト", "", ["naoto/"]), ("田中直樹", "", ["naoki/tanaka"]), ("マイケル ジョーダン", "", ["maikeru/jodan"]),
    ],
)  # fmt: skip
def test_one_part_of_an_eastern_name_alone_is_that_part(first: str, last: str, readings: list[str]) -> None:
    every = [parse_name("", first, last), *read_otherwise("", first, last)]
    assert ["".join(one.given) + "/" + "".join(one.family) for one in every][: len(readings)] == readings


@pytest.mark.parametrize("family", sorted(CHINESE_TOO))
def test_family_names_that_china_has_too_are_chinese_first(family: str) -> None:
    assert parse_name("", "", family).family == parse_name("", "小明", family).family


@given(
    some.text("田高林直樹子一々のノ김민 ・.", max_size=5),
    some.text("田高林直樹子一々のノ김민 ・.", max_size=5),
)
def test_any_eastern_name_in_parts_has_a_reading(first: str, last: str) -> None:
    if any(letter not in " ・.々" for letter in first + last):
        for parts in (parse_name("", first, last), *read_otherwise("", first, last)):
            assert parts.given or parts.family


def test_what_stands_beside_a_family_name_with_a_slip_is_read_in_both_tongues() -> None:
    every = read_otherwise("", "里美", "川石")
    assert {(one.given[0], one.family[0]) for one in every} >= {
        ("satomi", "ishikawa"),
        ("satomi", "chuanshi"),
    }
    assert [one.given for one in read_otherwise("", "直樹", "田")] == [("naoki",)]
    assert read_otherwise("", "小明", "王") == ()
    assert "naoki" in given_readings("樹直")


def test_of_vietnamese_given_names_the_last_is_the_one_that_is_used() -> None:
    assert as_compared(parse_name("Nguyễn Văn Đức")).given == ("duc", "van")
    assert as_compared(parse_name("Hong Hung Le")).given == as_compared(parse_name("Lê Hồng Hùng")).given
    assert as_compared(parse_name("Mary Ann Smith")).given == ("mary", "ann")


@pytest.mark.parametrize(
    "text", ["Abdel Rahman Osman", "Abd al-Rahman Osman", "Abdulrahman Osman", "عبد الرحمن عثمان", "Abdurrahman Osman"]
)  # fmt: skip
def test_servant_of_is_one_name_in_all_spellings(text: str) -> None:
    parts = as_compared(parse_name(text))
    assert len(parts.given) == 1
    assert "abdulrahman" in given_roots(parts.given[0])
    assert "abdulrahman" in family_roots(parts.given[0], "")


MORE = [text for text, _, _ in ORDERS] + [
    "Abdul Rahman Khan",
    "RICE SV",
    "J. A. Smith",
    "Smith J.",
    "Le, Van Hung",
    "O'Neil SV",
    "Kim SV",
]


def test_columns_of_names_are_read_as_single_ones() -> None:
    nothing = pl.Series([""] * len(MORE))
    read = names_of(pl.Series(MORE), nothing, nothing, nothing)
    for row, text in enumerate(MORE):
        told = read_name(text, "", "")
        for column, wanted in (
            ("family", (*told.family, *told.family_parts)),
            ("given", (*told.given, *told.further, *told.given_joined)),
        ):
            values = read.columns[column]
            got = [read.words[code] for code in values.code[values.start[row] : values.start[row + 1]]]
            assert got == list(wanted), (text, column)
