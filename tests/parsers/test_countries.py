"""Resumes as people write them in other countries: forms, dates, phones and names of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enrich.errors import Refused
from enrich.model import Found, Profile
from enrich.values.distances import country_of_town
from parsers.dateranges import best_range
from parsers.honours import clean_name
from parsers.naming import without_department, without_section
from parsers.words import heading_kind

Parse = Callable[[str, bytes], list[Found | Refused]]


def read(parse: Parse, text: str) -> Profile:
    (found,) = parse("cv.txt", text.encode())
    assert isinstance(found, Found), found
    return found.profile


def jobs(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(w.employer, w.title, w.start, "now" if w.current else w.end) for w in profile.work]


def schools(profile: Profile) -> list[tuple[str, str, str, str]]:
    return [(e.institution, e.degree, e.area, e.end) for e in profile.education]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Jul. 2018 – a la actualidad", "2018-07", "now"),
        ("01/03/2018–alla data attuale", "2018-03-01", "now"),
        ("2017. február – jelenleg is", "2017-02", "now"),
        ("2015. szept. – 2017. jan.", "2015-09", "2017-01"),
        ("июнь 2015 г. – по настоящее время", "2015-06", "now"),
        ("15.03.2016 г. - 01.02.2018 г.", "2016-03-15", "2018-02-01"),
        ("09.2012 r. – 03.2015 r.", "2012-09", "2015-03"),
        ("Май 2017 г. – до момента", "2017-05", "now"),
        ("rujan 2016. – danas", "2016-09", "now"),
        ("X 2009 – II 2015", "2009-10", "2015-02"),
        ("10/05/2018 à 20/01/2023", "2018-05-10", "2023-01-20"),
        ("2013/2015", "2013", "2015"),
        ("10/2020 – vsl. 09/2024", "2020-10", "2024-09"),
        ("Temmuz 2014 – …", "2014-07", ""),
        ("أكتوبر 2012 - غشت 2016", "2012-10", "2016-08"),
        ("۱۳۹۷ تا کنون", "2018", "now"),
        ("2561 - ปัจจุบัน", "2018", "now"),
        ("जुलाई 2014 - वर्तमान", "2014-07", "now"),
        ("05/2014 tähän päivään", "2014-05", "now"),
    ],
)
def test_spans_of_time(text: str, start: str, end: str) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, "now" if found.current else found.end) == (start, end)


@pytest.mark.parametrize("text", ["Software Engineer II 2015 - 2018", "Analyst I 2015 - 2018"])
def test_a_grade_of_a_job_is_no_month(text: str) -> None:
    found = best_range(text)
    assert found is not None
    assert (found.start, found.end) == ("2015", "2018")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Prof. Dr. phil. habil. Katharina von der Heyden", "Katharina von der Heyden"),
        ("المهندس / خالد بن عبدالله العتيبي", "خالد بن عبدالله العتيبي"),
        ("นายสมชาย ใจดี", "สมชาย ใจดี"),
        ("Muhammad Rizky Pratama, A.Md.T.", "Muhammad Rizky Pratama"),
        ("MUDr. Jana Nováková", "Jana Nováková"),
        ("Ingrid Bergmann", "Ingrid Bergmann"),
    ],
)
def test_names_without_honours(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("top", "name"),
    [
        ("Nom : DUMONT\nPrénom : Aurélie\n", "Aurélie DUMONT"),
        ("NOMBRES          Yuliana Andrea\nAPELLIDOS        Restrepo Gómez\n", "Yuliana Andrea Restrepo Gómez"),
        ("Nume: DUMITRESCU\nPrenume: IOANA MARIA\n", "IOANA MARIA DUMITRESCU"),
        ("姓    名：陈 丽                出生日期：1987-05-16\n", "陈丽"),
        ("이름  김서연\n", "김서연"),
        ("中文姓名：陳家明\n英文姓名：Chan Ka Ming, Gary\n", "陳家明"),
        ("CURRÍCULO\n\nJOSÉ CARLOS DA SILVA JÚNIOR\nEndereço: Rua Dois, nº 87 – Bairro Ibura – Recife/PE\n", "JOSÉ CARLOS DA SILVA JÚNIOR"),
        ("HOJA DE VIDA\n\nYuliana Andrea Restrepo Gómez\n", "Yuliana Andrea Restrepo Gómez"),
    ],
)  # fmt: skip
def test_names_by_their_forms(parse: Parse, top: str, name: str) -> None:
    assert read(parse, f"{top}Email: someone@example.com\n").name == name


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("Antofagasta\nR.U.T. : 18.000.000-K\nTELÉFONO : +56 9 8765 4321", ("+56987654321",)),
        ("Norsborg\n073 – 987 65 43\nPersonnummer: 940000-0000\nSpråk: svenska", ("+46739876543",)),
        ("Cerro Colorado - Arequipa\nDNI: 40000000\nCelular: 987 654 321", ("+51987654321",)),
        ("P.O BOX 4521-00200, NAIROBI\nCELL PHONE: 0722 123 456", ("+254722123456",)),
        ("الظهران - المملكة العربية السعودية\nجوال: 0551234567", ("+966551234567",)),
        ("гр. Пловдив, България\nТелефон: 0888 123 456", ("+359888123456",)),
        ("Ilica 45, 10000 Zagreb\nDatum rođenja: 23. 7. 1990.\nMobitel: 091 234 5678", ("+385912345678",)),
    ],
)
def test_phones_in_their_country(parse: Parse, text: str, phones: tuple[str, ...]) -> None:
    assert read(parse, f"Maya Lindqvist\n{text}\nmaya@example.com\n").phones == phones


def test_only_towns_of_one_country_tell_it() -> None:
    assert country_of_town("Arequipa") == "PE"
    assert country_of_town("Córdoba") == ""
    assert country_of_town("Nowhere at all") == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("II. ANTECEDENTES ACADÉMICOS", "education"),
        ("年　月　学歴・職歴", "education"),
        ("一、教育背景", "education"),
        ("Kortit ja pätevyydet", "certificates"),
        ("سوابق شغلی", "work"),
        ("Radno iskustvo", "work"),
        ("Трудов стаж", "work"),
    ],
)
def test_headings(text: str, kind: str) -> None:
    found = heading_kind(text)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("CHU de Rennes, service de réanimation médicale", "CHU de Rennes"),
        ("Haukeland universitetssjukehus, intensivavdelingen", "Haukeland universitetssjukehus"),
        ("北京华信会计师事务所 审计部", "北京华信会计师事务所"),
        ("Acme, Inc.", "Acme, Inc."),
        ("Martin, Service & Co", "Martin, Service & Co"),
    ],
)
def test_departments_are_no_part_of_a_firm(text: str, firm: str) -> None:
    assert without_department(text) == firm


def test_sections_are_no_part_of_a_job() -> None:
    assert without_section("マーケティング部 マーケティングマネージャー") == "マーケティングマネージャー"
    assert without_section("営業部") == "営業部"


def test_a_european_form_in_hungarian(parse: Parse) -> None:
    text = (
        "Europass Önéletrajz\n\nSzemélyi adatok\nVezetéknév / Utónév(ek)   Nagy Balázs\nTelefonszám(ok)   Mobil: +36 (20) 987-6543\n\n"
        "Szakmai tapasztalat\nIdőtartam                 2017. február – jelenleg is\nFoglalkozás / beosztás    Folyamatmérnök\n"
        "Főbb tevékenységek és feladatkörök   Gyártósor-optimalizálás\nA munkáltató neve és címe   Orlin Hungaria Zrt., Győr\n\n"
        "Időtartam                 2015. szept. – 2017. jan.\nFoglalkozás / beosztás    Gyakornok\nA munkáltató neve és címe   Tovik Kft., Győr\n\n"
        "Tanulmányok\nIdőtartam                 2014 – 2016\nVégzettség / képesítés    Gépészmérnök MSc\n"
        "Oktatást / képzést nyújtó intézmény neve és típusa   Széchenyi István Egyetem\n"
    )
    balazs = read(parse, text)
    assert (balazs.name, balazs.phones) == ("Nagy Balázs", ("+36209876543",))
    assert jobs(balazs) == [
        ("Orlin Hungaria Zrt.", "Folyamatmérnök", "2017-02", "now"),
        ("Tovik Kft.", "Gyakornok", "2015-09", "2017-01"),
    ]
    assert [w.location for w in balazs.work] == ["Győr", "Győr"]
    assert schools(balazs) == [("Széchenyi István Egyetem", "Gépészmérnök MSc", "", "2016")]


def test_a_japanese_form_with_its_two_headings(parse: Parse) -> None:
    text = (
        "履歴書　2023年10月 1日現在\n氏　　名　山本　大輔\n昭和61年9月3日生（満37歳）　男\n電話　03-1234-5678\n\n年　月　学歴・職歴\n　学　歴\n"
        "2005年3月　福岡県立東高等学校　卒業\n2005年4月　九州工業大学　工学部　入学\n2009年3月　九州工業大学　工学部　卒業\n　職　歴\n"
        "2009年4月　東西建設株式会社　入社\n2017年3月　東西建設株式会社　退社\n2017年4月　有限会社山本工務店　入社\n　現在に至る\n　　以上\n"
    )
    daisuke = read(parse, text)
    assert daisuke.birth_date == "1986-09-03"
    assert jobs(daisuke) == [
        ("東西建設株式会社", "", "2009-04", "2017-03"),
        ("有限会社山本工務店", "", "2017-04", "now"),
    ]
    assert [e.institution for e in daisuke.education] == ["福岡県立東高等学校", "九州工業大学"]


def test_a_japanese_form_in_years_of_an_era(parse: Parse) -> None:
    text = (
        "氏名  佐藤 美咲\nE-mail  misaki@example.jp\n\n職歴\n平成27  4  株式会社みらい銀行 入社\n令和元  9  株式会社みらい銀行 退職\n"
        "令和元  10 株式会社サクラ 入社\n"
    )
    assert jobs(read(parse, text)) == [
        ("株式会社みらい銀行", "", "2015-04", "2019-09"),
        ("株式会社サクラ", "", "2019-10", "now"),
    ]


@pytest.mark.by_rules
def test_chinese_labels_and_rows(parse: Parse) -> None:
    text = (
        "姓名：陈丽\n手机：13698765432\n\n教育经历\n时间：2005年9月—2009年7月\n学校：南方医科大学\n专业：护理学\n学历：本科\n\n"
        "工作经历\n2015/03 -- 至今：北京华信会计师事务所（500人以上） [8年7个月]\n审计部 | 审计经理\n负责审计。\n"
    )
    li = read(parse, text)
    assert jobs(li) == [("北京华信会计师事务所", "审计经理", "2015-03", "now")]
    assert schools(li) == [("南方医科大学", "本科", "护理学", "2009-07")]
    text = "李建国\nli@example.cn\n\n教育经历\n2007/09 -- 2010/06 中央财经大学 会计学 硕士\n"
    assert schools(read(parse, text)) == [("中央财经大学", "硕士", "会计学", "2010-06")]


@pytest.mark.by_rules
def test_korean_rows(parse: Parse) -> None:
    text = (
        "이름  김서연\nseoyeon@example.kr\n\n[학력]\n2012.03 - 2014.08   한국과학기술원(KAIST)   전기및전자공학과   석사 졸업\n"
        "2008.03 - 2012.02   부산대학교   전자공학과   학사 졸업\n\n[경력]\n삼성전자 | 반도체연구소 | 선임연구원\n2018.03 - 재직중\n- 회로 설계\n"
    )
    kim = read(parse, text)
    assert [(e.institution, e.start, e.end) for e in kim.education] == [
        ("한국과학기술원(KAIST)", "2012-03", "2014-08"),
        ("부산대학교", "2008-03", "2012-02"),
    ]
    assert jobs(kim) == [("삼성전자", "선임연구원", "2018-03", "now")]


def test_levels_of_school_as_labels(parse: Parse) -> None:
    text = "Ayşe Nur Demir\nayse@example.com\n\nEĞİTİM\nÜniversite: Anadolu Üniversitesi - İşletme 2014 - 2018\nLise: Karşıyaka Lisesi 2010 - 2014\n"
    assert [e.institution for e in read(parse, text).education] == [
        "Anadolu Üniversitesi",
        "Karşıyaka Lisesi",
    ]


def test_words_of_hindi_and_thai_are_whole(parse: Parse) -> None:
    text = (
        "नाम: अनिल कुमार वर्मा\nईमेल: anil@example.in\n\nशैक्षिक योग्यता\nबी.एड., कानपुर विश्वविद्यालय, 2010\n\nकार्य अनुभव\n"
        "गणित अध्यापक, राजकीय इंटर कॉलेज, लखनऊ\nजुलाई 2014 - वर्तमान\n"
    )
    anil = read(parse, text)
    assert jobs(anil) == [("राजकीय इंटर कॉलेज", "गणित अध्यापक", "2014-07", "now")]
    assert schools(anil) == [("कानपुर विश्वविद्यालय", "बी.एड.", "", "2010")]


def test_an_entry_is_parted_as_its_neighbours_are(parse: Parse) -> None:
    text = (
        "Line Møller\nline@example.dk\n\nErhvervserfaring\n08.2016 - d.d. Pædagog, Børnehuset Solstrålen\n"
        "02.2013 - 07.2016 Elektriker, Lys ApS\n02.2011 - 01.2013 Tovikmester, Mælkevejen\n"
    )
    assert jobs(read(parse, text))[2] == ("Mælkevejen", "Tovikmester", "2011-02", "2013-01")


def test_a_firm_its_town_and_the_job_behind_as(parse: Parse) -> None:
    text = "Anoop Nair\nanoop@example.com\n\nExperience\nNov'16 – Till Date: Orlin Group, Dubai, UAE as Senior Accountant\n"
    (job,) = read(parse, text).work
    assert (job.employer, job.title, job.location) == ("Orlin Group", "Senior Accountant", "Dubai, UAE")


def test_a_degree_behind_its_heading_opens_the_studies(parse: Parse) -> None:
    text = (
        "Петров Алексей\npetrov@example.com\n\nОбразование: среднее специальное\n2008 г. - Профессиональное училище № 12\n\n"
        "Опыт работы:\nС марта 2017 г. по настоящее время - ООО «Орлин», водитель-экспедитор\n"
    )
    petrov = read(parse, text)
    assert [(e.institution, e.end) for e in petrov.education] == [("Профессиональное училище № 12", "2008")]
    assert jobs(petrov) == [("ООО «Орлин»", "водитель-экспедитор", "2017-03", "now")]


@pytest.mark.by_rules
def test_articles_capitals_and_brackets_in_italian(parse: Parse) -> None:
    text = (
        "Federica Lo Presti\nfederica@example.it\n\nEsperienza lavorativa\n11/2019 – in corso\nOrlin S.p.A., Bologna (Italia)\n"
        'Addetta alle vendite\n\nTitoli di studio\n2014 – Diploma di Ragioniere presso l\'Istituto Tecnico "F. Besta" – voto 78/100\n'
    )
    federica = read(parse, text)
    assert [(w.employer, w.title, w.location) for w in federica.work] == [
        ("Orlin S.p.A.", "Addetta alle vendite", "Bologna (Italia)")
    ]
    assert schools(federica) == [('Istituto Tecnico "F. Besta"', "Diploma di Ragioniere", "", "2014")]


def test_years_at_home_are_no_job(parse: Parse) -> None:
    text = (
        "Sabine Kirchhoff\nsabine@example.de\n\nBeruflicher Werdegang\n09/1996 – 12/2004  Sekretärin, Autohaus Orlin GmbH\n"
        "01/2005 – 07/2009  Hausfrau und Mutter\n"
    )
    assert [w.title for w in read(parse, text).work] == ["Sekretärin"]


def test_a_word_of_forms_is_no_town(parse: Parse) -> None:
    text = "SURNAME: DLAMINI\nFIRST NAMES: SIPHO\nGENDER: MALE\nADDRESS: MANGOSUTHU HIGHWAY, DURBAN\nCONTACT NUMBER: 082 123 4567\n"
    assert read(parse, text).phones == ("+27821234567",)


@pytest.mark.parametrize(
    ("row", "firm", "title"),
    [
        (
            "2018年4月 - 2021年3月 株式会社青空 ソフトウェアエンジニア",
            "株式会社青空",
            "ソフトウェアエンジニア",
        ),
        ("2018年4月 - 2021年3月 北京蓝天科技有限公司 软件工程师", "北京蓝天科技有限公司", "软件工程师"),
    ],
)
def test_a_space_parts_a_firm_and_a_job(parse: Parse, row: str, firm: str, title: str) -> None:
    assert jobs(read(parse, f"someone@example.com\n\n職歴\n{row}\n")) == [(firm, title, "2018-04", "2021-03")]


def test_a_degree_of_arts_is_no_doctor_in_marketing(parse: Parse) -> None:
    text = "Maya Lindqvist\nmaya@example.com\n\nEducation\nBachelor of Arts (Hons), Marketing\t2011 – 2015\nUniversity of Orlin\n"
    assert schools(read(parse, text)) == [
        ("University of Orlin", "Bachelor of Arts (Hons)", "Marketing", "2015")
    ]
