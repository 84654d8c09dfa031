"""Names: the fold, the parts, the short forms, the way to show them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enrich.values import names
from enrich.values.lexicon import read_csv, spellings
from enrich.values.names import (
    NameParts,
    display_name,
    fold,
    former_family,
    nickname_roots,
    parse_name,
)

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
WORDS = [
    "John",
    "JOHN",
    "smith",
    "Smith",
    "O'Neil",
    "Anna-Maria",
    "Dr.",
    "Prof.",
    "Ing.",
    "PhD",
    "Ph.D.",
    "MBA",
    "CPA",
    "Jr.",
    "III",
    "van",
    "von",
    "de",
    "la",
    "der",
    "bin",
    "al-",
    "Mc",
    "née",
    "geb.",
    "(née",
    '"Bill"',
    "(Bill)",
    ",",
    "-",
    "|",
    "Müller",
    "Łukasz",
    "Wang",
    "Xiaoming",
    "Nguyen",
    "Van",
    "王小明",
    "田中",
    "김민수",
    "Иванов",
    "Иванович",
    "محمد",
    "y",
    "e",
    "Freiherr",
    "Kim",
    "Nagy",
    "László",
    "Garcia",
    "Lopez",
    "DUPONT",
]
texts = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("John  O'Neil", "john oneil"),
        ("JOHN O’NEIL", "john oneil"),
        ("Anna-Maria", "anna maria"),
        ("Müller", "muller"),
        ("Mu\u0308ller", "muller"),
        ("Mueller", "mueller"),
        ("Weiß", "weiss"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Işıl İnönü", "isil inonu"),
        ("Ångström Ørsted Æbeltoft", "angstrom orsted aebeltoft"),
        ("Þór Ðuric", "thor duric"),
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("Александр Щербаков", "aleksandr shcherbakov"),
        ("Юлия Ёлкина", "yuliya elkina"),
        ("Γιώργος Παπαδόπουλος", "giorgos papadopoulos"),
        ("Ευάγγελος", "evangelos"),
        ("王小明", "wangxiaoming"),
        ("김민수", "gimminsu"),
        ("たなか", "tanaka"),
        ("ﬁnance ①", "finance 1"),
        ("Ｊａｎｅ", "jane"),
        ("Acme™ 🚀 ®", "acme"),
        ("C++ / 3.5", "c 3 5"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_fold_gives_lower_case_ascii(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(texts)
def test_fold_keeps_only_letters_digits_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert set(folded) <= set(ALPHABET + " ")
    assert folded == " ".join(folded.split())
    assert fold(folded) == folded


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_fold_ignores_letter_case(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


# (name as written, given, family)
PLAIN = [
    ("John Smith", "john", "smith"),
    ("john smith", "john", "smith"),
    ("JOHN SMITH", "john", "smith"),
    ("Jane Q. Doe", "jane q", "doe"),
    ("J. R. R. Tolkien", "j r r", "tolkien"),
    ("Smith, John", "john", "smith"),
    ("Smith, Jane Marie", "jane marie", "smith"),
    ("Madonna", "madonna", ""),
    ("", "", ""),
    (", ,", "", ""),
    ("()", "", ""),
]
PARTICLES = [
    ("Ludwig van Beethoven", "ludwig", "van beethoven"),
    ("Vincent van der Berg", "vincent", "van der berg"),
    ("van der Berg, Jan", "jan", "van der berg"),
    ("Berg, Jan van der", "jan", "van der berg"),
    ("Jean Claude Van Damme", "jean claude", "van damme"),
    ("Van Morrison", "van", "morrison"),
    ("Otto von Bismarck", "otto", "von bismarck"),
    ("Karl-Theodor Freiherr von und zu Guttenberg", "karl theodor", "von und zu guttenberg"),
    ("Maria de la Cruz", "maria", "de la cruz"),
    ("DE LA CRUZ MARIA", "maria", "de la cruz"),
    ("Robert De Niro", "robert", "de niro"),
    ("De Niro", "", "de niro"),
    ("Charles de Gaulle", "charles", "de gaulle"),
    ("João da Silva", "joao", "da silva"),
    ("Ana Sousa de Oliveira", "ana", "sousa de oliveira"),
    ("Leonardo di Caprio", "leonardo", "di caprio"),
    ("Mohammed bin Salman", "mohammed", "bin salman"),
    ("Mohammed bin Salman Al Saud", "mohammed", "bin salman al saud"),
    ("Ahmed al-Rashid", "ahmed", "al rashid"),
    ("Ahmed Al Rashid", "ahmed", "al rashid"),
    ("Abdul Rahman Khan", "abdul rahman", "khan"),
    ("Ali Abd El Rahman", "ali", "abd el rahman"),
    ("Ian Mc Donald", "ian", "mcdonald"),
    ("Sean O'Neil", "sean", "oneil"),
    ("Sean O' Neil", "sean", "oneil"),
    ("Sarah van den Heuvel-Smith", "sarah", "van den heuvel smith"),
]
AROUND = [
    ("Dr. Jane Doe, PhD", "jane", "doe"),
    ("Prof. Dr. med. Hans-Peter Müller", "hans peter", "muller"),
    ("Dipl.-Ing. (FH) Karl Meier", "karl", "meier"),
    ("Ing. Petr Novák", "petr", "novak"),
    ("Mgr. Jana Nováková, Ph.D.", "jana", "novakova"),
    ("Mr. Smith", "", "smith"),
    ("Frau Müller", "", "muller"),
    ("Dr. Smith", "", "smith"),
    ("Sr. Juan Pérez", "juan", "perez"),
    ("Jane Doe, CPA, MBA", "jane", "doe"),
    ("Jane Doe PhD MBA", "jane", "doe"),
    ("JANE DOE PMP", "jane", "doe"),
    ("Doe, Jane, PhD", "jane", "doe"),
    ("John Doe, SHRM-CP", "john", "doe"),
    ("John Doe, XYZT", "john", "doe"),
    ("Jane Doe MA", "jane", "doe"),
    ("Jack Ma", "jack", "ma"),
    ("Jack MA", "jack", "ma"),
    ("Ma, Jack", "jack", "ma"),
    ("Doe, Ed", "ed", "doe"),
    ("Jane Doe (she/her)", "jane", "doe"),
    ("Jane Doe | Recruiter at Acme", "jane", "doe"),
    ("Jane Doe - Software Engineer", "jane", "doe"),
    ("Jane Doe 🚀", "jane", "doe"),
    ("Max Born", "max", "born"),
]
ORDER = [
    ("Jean DUPONT", "jean", "dupont"),
    ("DUPONT Jean", "jean", "dupont"),
    ("DUPONT Jean-Pierre", "jean pierre", "dupont"),
    ("王小明", "xiaoming", "wang"),
    ("王 小明", "xiaoming", "wang"),
    ("欧阳娜娜", "nana", "ouyang"),
    ("曾国藩", "guofan", "zeng"),
    ("王小明 Xiaoming Wang", "xiaoming", "wang"),
    ("Xiaoming Wang (王小明)", "xiaoming", "wang"),
    ("Wang Xiaoming", "xiaoming", "wang"),
    ("Xiaoming Wang", "xiaoming", "wang"),
    ("Xiao-Ming Wang", "xiaoming", "wang"),
    ("Xiao Ming Wang", "xiaoming", "wang"),
    ("Li Na", "na", "li"),
    ("Tan Wei Ming", "weiming", "tan"),
    ("Jackie Chan", "jackie", "chan"),
    ("田中太郎", "taro", "tanaka"),
    ("田中 太郎", "taro", "tanaka"),
    ("田中さくら", "sakura", "tanaka"),
    ("長谷川誠", "makoto", "hasegawa"),
    ("Tanaka Taro", "taro", "tanaka"),
    ("Taro Tanaka", "taro", "tanaka"),
    ("ナカムラ・エリカ", "nakamura", "erika"),
    ("김민수", "minsu", "kim"),
    ("김 민수", "minsu", "kim"),
    ("민수 김", "minsu", "kim"),
    ("남궁민수", "minsu", "namgung"),
    ("Park Ji-sung", "jisung", "park"),
    ("Kim Min Su", "minsu", "kim"),
    ("Min Su Kim", "minsu", "kim"),
    ("Kim Novak", "kim", "novak"),
    ("Lee Mason", "lee", "mason"),
    ("Lee Ann Womack", "lee ann", "womack"),
    ("Nguyễn Văn Đức", "van duc", "nguyen"),
    ("Đức Nguyễn", "duc", "nguyen"),
    ("Nguyen Thi Hoa", "thi hoa", "nguyen"),
    ("Do Van Hung", "van hung", "do"),
    ("Nagy László", "laszlo", "nagy"),
    ("László Nagy", "laszlo", "nagy"),
    ("María García López", "maria", "garcia lopez"),
    ("Juan Carlos García López", "juan carlos", "garcia lopez"),
    ("José Ortega y Gasset", "jose", "ortega y gasset"),
    ("García López, María", "maria", "garcia lopez"),
    ("Иванов Иван Иванович", "ivan ivanovich", "ivanov"),
    ("Иван Иванович Иванов", "ivan ivanovich", "ivanov"),
    ("Иванов Иван", "ivan", "ivanov"),
    ("Иван Иванов", "ivan", "ivanov"),
    ("Ирина Ткач", "irina", "tkach"),
    ("Petrova Anna Sergeevna", "anna sergeevna", "petrova"),
    ("Γιώργος Παπαδόπουλος", "giorgos", "papadopoulos"),
    ("محمد بن سلمان", "mohammed", "bin salman"),
    ("أحمد الراشد", "ahmed", "al rashid"),
    ("Işıl Yılmaz", "isil", "yilmaz"),
    ("IŞIL YILMAZ", "isil", "yilmaz"),
    ("R. Kumar", "r", "kumar"),
]


@pytest.mark.parametrize(("text", "first", "last"), PLAIN + PARTICLES + AROUND + ORDER)
def test_a_name_is_told_in_parts(text: str, first: str, last: str) -> None:
    parts = parse_name(text)
    assert (" ".join(parts.given), " ".join(parts.family)) == (first, last)


@pytest.mark.parametrize(
    ("given", "family", "told"),
    [
        ("ME1INDA", "SC0TT", "melinda scott"),
        ("Maks", "8ARCZ", "maks barcz"),
        ("Marc0", "5ilva", "marco silva"),
        ("Anna", "Smith1", "anna smith1"),
        ("Anna", "Smith10", "anna smith10"),
        ("Karl 5th", "Smith", "karl 5th smith"),
    ],
)
def test_digits_that_a_scanner_read_for_letters_are_letters(given: str, family: str, told: str) -> None:
    parts = parse_name("", given, family)
    assert " ".join(parts.given + parts.family) == told


@pytest.mark.parametrize(
    ("text", "suffix", "nickname"),
    [
        ("John Smith Jr.", "jr", ""),
        ("John Smith, Jr.", "jr", ""),
        ("Smith Jr., John", "jr", ""),
        ("John Smith III", "iii", ""),
        ("John Smith Sr., PhD", "sr", ""),
        ("Pedro Silva Filho", "filho", ""),
        ("John V. Smith", "", ""),
        ('William "Bill" Gates', "", "bill"),
        ("William (Bill) Gates", "", "bill"),
        ("William 'Bill' Gates III", "iii", "bill"),
        ("Xiaoming (Kevin) Wang", "", "kevin"),
        ("Elizabeth Smith (Liz)", "", "liz"),
        ("Jane Smith (Brown)", "", ""),
        ("Jane Smith (MBA)", "", ""),
    ],
)
def test_generations_and_nicknames_are_set_apart(text: str, suffix: str, nickname: str) -> None:
    parts = parse_name(text)
    assert (parts.suffix, parts.nickname) == (suffix, nickname)
    assert parts.family in {("smith",), ("gates",), ("silva",), ("wang",)}


@pytest.mark.parametrize(
    ("text", "former"),
    [
        ("Anna Nowak (née Kowalska)", "kowalska"),
        ("Maria Nowak née Kowalska", "kowalska"),
        ("Anna Nowak z domu Kowalska", "kowalska"),
        ("Eva Schmidt (geb. Müller)", "muller"),
        ("Eva Schmidt geb. von Müller", "von muller"),
        ("Jane Smith (formerly Brown)", "brown"),
        ("Jane Smith (Brown)", "brown"),
        ("Jana Nováková (roz. Dvořáková)", "dvorakova"),
        ("Elizabeth Smith (Liz)", ""),
        ("Jane Smith (she/her)", ""),
        ("Max Born", ""),
        ("Jane Smith", ""),
    ],
)
def test_a_former_family_name_is_told_apart(text: str, former: str) -> None:
    assert " ".join(former_family(text)) == former
    assert not set(former.split()) & set(parse_name(text).family)


@pytest.mark.parametrize(
    ("full", "first", "last", "parts"),
    [
        ("", "John", "Smith", NameParts(("john",), ("smith",))),
        ("John Smith", "John", "", NameParts(("john",), ("smith",))),
        ("John Smith", "", "Smith", NameParts(("john",), ("smith",))),
        ("", "Dr. Jane", "Doe, PhD", NameParts(("jane",), ("doe",))),
        ("", "Jane", "Smith Jr.", NameParts(("jane",), ("smith",), "jr")),
        ("", "小明", "王", NameParts(("xiaoming",), ("wang",))),
        ("", "민수", "이", NameParts(("minsu",), ("lee",))),
        ("", "Xiao Ming", "Wang", NameParts(("xiaoming",), ("wang",))),
        ("", "María", "García López", NameParts(("maria",), ("garcia", "lopez"))),
        ("", "Wang", "Xiaoming", NameParts(("wang",), ("xiaoming",))),
        ("", "Jane Doe", "", NameParts(("jane",), ("doe",))),
        ("", "", "Doe", NameParts((), ("doe",))),
        ("Jane", "Jane", "", NameParts(("jane",), ())),
    ],
)
def test_parts_kept_apart_by_the_source_are_believed(
    full: str, first: str, last: str, parts: NameParts
) -> None:
    assert parse_name(full, first, last) == parts


@given(texts, texts, texts)
@example("", "", "")
@example("Jr.", "Dr.", "van der")
def test_any_text_has_parts_of_folded_tokens(full: str, first: str, last: str) -> None:
    parts = parse_name(full, first, last)
    for token in (*parts.given, *parts.family):
        assert token == fold(token) != ""
        assert " " not in token
    assert parts.nickname == fold(parts.nickname)
    assert all(token == fold(token) for token in former_family(full))


@given(texts)
def test_parts_read_apart_again_are_the_same_parts(text: str) -> None:
    parts = parse_name(text)
    again = parse_name("", " ".join(parts.given), " ".join(parts.family))
    if parts.given and parts.family and again.suffix == "" and again.given and again.family:
        assert parse_name("", " ".join(again.given), " ".join(again.family)) == again


plain_words = st.from_regex(r"[A-ZÄÖŁŚİ][a-zäöüßéłışñ]{1,8}", fullmatch=True)


@given(plain_words, plain_words)
def test_the_short_path_for_plain_names_agrees_with_the_rules(first: str, last: str) -> None:
    """A trailing space keeps a name from the short path."""
    assert parse_name(f"{first} {last}") == parse_name(f"{first} {last} ")
    assert parse_name("", first, last) == parse_name("", first, f"{last} ")


@pytest.mark.parametrize(
    ("token", "roots"),
    [
        ("bob", {"robert"}),
        ("robert", {"robert"}),
        ("sasha", {"alexander", "alexandra"}),
        ("aleksandr", {"alexander"}),
        ("oleksandr", {"alexander"}),
        ("liz", {"elizabeth"}),
        ("gosia", {"malgorzata"}),
        ("zhenya", {"evgeny", "evgenia"}),
        ("mohamed", {"mohammed"}),
        ("katya", {"ekaterina"}),
        ("nacho", {"ignacio"}),
        ("beppe", {"giuseppe"}),
        ("uschi", {"ursula"}),
        ("manu", {"emmanuel", "emmanuelle", "manuel", "manuela", "emanuele", "emanuela"}),
        ("honza", {"jan"}),
        ("laci", {"laszlo"}),
        ("xyzzy", {"xyzzy"}),
    ],
)
def test_short_forms_stand_for_formal_names(token: str, roots: set[str]) -> None:
    assert nickname_roots(token) == roots


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hans", "johannes"),
        ("jack", "john"),
        ("bill", "william"),
        ("misha", "mykhailo"),
        ("yulia", "iuliia"),
        ("muhammad", "mohd"),
        ("pepe", "jose"),
        ("ze", "jose"),
        ("kasia", "katarzyna"),
        ("chuck", "charlie"),
    ],
)
def test_forms_of_one_name_meet(one: str, other: str) -> None:
    assert nickname_roots(one) & nickname_roots(other)


@pytest.mark.parametrize(
    ("one", "other"), [("john", "giovanni"), ("anna", "hannelore"), ("alexander", "alexandra")]
)
def test_names_are_not_translated_or_mixed(one: str, other: str) -> None:
    assert not nickname_roots(one) & nickname_roots(other)


def test_every_listed_short_form_leads_to_its_formal_name() -> None:
    pairs = {
        (fold(row["formal"]).partition(" ")[0], fold(short))
        for row in read_csv("nicknames")
        for short in spellings(row["short"])
    }
    assert len(pairs) > 3000
    strangers = [pair for pair in pairs if not nickname_roots(pair[0]) & nickname_roots(pair[1])]
    assert strangers == []
    assert all(short and " " not in formal for formal, short in pairs)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("JOHN O'NEIL", "John O'Neil"),
        ("john  smith", "John Smith"),
        ("ludwig van beethoven", "Ludwig van Beethoven"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("MCDONALD RONALD", "McDonald Ronald"),
        ("JOHN SMITH III", "John Smith III"),
        ("anna-maria st. john", "Anna-Maria St. John"),
        ("İBRAHİM IŞIK", "İbrahim Işık"),
        ("ŁUKASZ ŻÓŁĆ", "Łukasz Żółć"),
        ("АННА ИВАНОВА", "Анна Иванова"),
        ("Jean DUPONT", "Jean DUPONT"),
        ("bell hooks Jr", "bell hooks Jr"),
        ("王小明", "王小明"),
        ("", ""),
    ],
)
def test_names_are_shown_in_both_letter_cases(text: str, shown: str) -> None:
    assert display_name(text) == shown


@given(texts)
def test_showing_twice_is_showing_once(text: str) -> None:
    assert display_name(display_name(text)) == display_name(text)


def test_the_module_offers_what_it_says() -> None:
    assert all(hasattr(names, name) for name in names.__all__)


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Robert T. Carter", ("robert", "t"), ("carter",)),
        ("Robert T. van Dyk", ("robert", "t"), ("van", "dyk")),
        ("Jan van 't Hof", ("jan",), ("van", "t", "hof")),
        ("Jan 't Hart", ("jan",), ("t", "hart")),
        ("C. Novotny", ("c",), ("novotny",)),
        ("P. Carter", ("p",), ("carter",)),
        ("H. C. Andersen", ("h", "c"), ("andersen",)),
        ("Dr. h. c. Hans Huber", ("hans",), ("huber",)),
        ("T.S. Eliot", ("t", "s"), ("eliot",)),
        ("Ana Maria Y. Carter", ("ana", "maria", "y"), ("carter",)),
        ("José Ortega y Gasset", ("jose",), ("ortega", "y", "gasset")),
        ("Tuan Pham", ("tuan",), ("pham",)),
        ("Wong Chi Keung", ("chikeung",), ("wong",)),
        ("Tsai Ing-wen", ("ingwen",), ("tsai",)),
        ("Im Yoona", ("yoona",), ("im",)),
        ("Jun Honda", ("jun",), ("honda",)),
    ],
)
def test_initials_are_no_particles_and_titles_and_syllables_are_given_names(
    text: str, given: tuple[str, ...], family: tuple[str, ...]
) -> None:
    name = parse_name(text)
    assert (name.given, name.family) == (given, family)
