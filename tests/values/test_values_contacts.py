"""E-mail addresses and telephone numbers."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.values.contacts import clean_email, clean_phone, is_public_host, is_role_mailbox, mailbox

email_like = st.lists(
    st.sampled_from(
        [
            "jane",
            "Doe",
            "@",
            ".",
            "+tag",
            "example",
            "gmail",
            "com",
            "de",
            "<",
            ">",
            "mailto:",
            "(at)",
            "ü",
            " ",
            ";",
            "'",
            "-",
        ]
    ),
    max_size=9,
).map("".join)
phone_like = st.lists(
    st.sampled_from(
        [
            *"0123456789",
            "+",
            "00",
            "(0)",
            " ",
            "-",
            "/",
            ".",
            "ext",
            "x",
            ";ext=",
            "Tel",
            "٣",
            "49",
            "1",
            "415",
        ]
    ),
    max_size=20,
).map("".join)
regions = st.sampled_from(["", "DE", "US", "GB", "IT", "FR", "RU", "BR", "MX", "AR", "PL", "xx", "us"])


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Jane.Doe@Example.COM", "jane.doe@example.com"),
        ("  jane@doe.de\n", "jane@doe.de"),
        ("jane@doe.de.", "jane@doe.de"),
        ("<jane@doe.de>", "jane@doe.de"),
        ("Jane Doe <jane@doe.de>", "jane@doe.de"),
        ("mailto:jane@doe.de?subject=Hi", "jane@doe.de"),
        ("mailto:jane%40doe.de", "jane@doe.de"),
        ("E-Mail: jane@doe.de", "jane@doe.de"),
        ("jane@doe.de; other@doe.de", "jane@doe.de"),
        ("'jane@doe.de'", "jane@doe.de"),
        ("jane [at] doe [dot] com", "jane@doe.com"),
        ("jane(at)doe.de", "jane@doe.de"),
        ("jane @ doe.de", "jane@doe.de"),
        ("jane+jobs@doe.co.uk", "jane+jobs@doe.co.uk"),
        ("jane..doe@docomo.ne.jp", "jane..doe@docomo.ne.jp"),
        (".jane.@doe.de", "jane@doe.de"),
        ("jane@müller.de", "jane@xn--mller-kva.de"),
        ("ｊａｎｅ＠ｄｏｅ．ｄｅ", "jane@doe.de"),
        ("пётр@пример.рф", "пётр@xn--e1afmkfd.xn--p1ai"),
        ("jane@doe", ""),
        ("jane@doe.c", ""),
        ("@doe.de", ""),
        ("jane@-doe.de", ""),
        ("jane at doe dot com", ""),
        ("n/a", ""),
        ("", ""),
        (f"{'a' * 65}@doe.de", ""),
        (f"jane@{'a.' * 130}de", ""),
    ],
)
def test_the_first_address_in_a_text_is_cleaned(text: str, email: str) -> None:
    assert clean_email(text) == email


@given(st.one_of(st.text(), st.emails(), email_like))
def test_cleaning_an_address_twice_is_cleaning_it_once(text: str) -> None:
    email = clean_email(text)
    assert clean_email(email) == email
    assert mailbox(mailbox(email)) == mailbox(email)
    assert isinstance(is_role_mailbox(email), bool)


@pytest.mark.parametrize(
    ("email", "reaches"),
    [
        ("j.doe+jobs@googlemail.com", "jdoe@gmail.com"),
        ("j.doe@gmail.com", "jdoe@gmail.com"),
        ("j.doe@example.com", "j.doe@example.com"),
        ("jane+x@example.com", "jane@example.com"),
        ("j.doe@protonmail.com", "jdoe@proton.me"),
        ("jane@ya.ru", "jane@yandex.ru"),
        ("jane@me.com", "jane@icloud.com"),
        ("+x@example.com", "+x@example.com"),
        ("", ""),
    ],
)
def test_one_mailbox_has_one_form(email: str, reaches: str) -> None:
    assert mailbox(email) == reaches


@pytest.mark.parametrize(
    "email",
    [
        "jobs@acme.com",
        "jobs-berlin@acme.com",
        "hr@acme.com",
        "hr.team@acme.com",
        "info2@acme.com",
        "kontakt@acme.de",
        "bewerbung@acme.de",
        "recrutement@acme.fr",
        "rh@acme.fr",
        "rrhh@acme.es",
        "rekrutacja@acme.pl",
        "vagas+x@acme.br".replace("vagas", "contato"),
        "no-reply@acme.com",
        "mail@acme.com",
    ],
)
def test_mailboxes_of_an_office_are_told(email: str) -> None:
    assert is_role_mailbox(email)


@pytest.mark.parametrize(
    "email", ["jane@acme.com", "mail.smith@acme.com", "emily.post@acme.com", "jane.jobson@acme.com", ""]
)
def test_mailboxes_of_a_person_are_no_office(email: str) -> None:
    assert not is_role_mailbox(email)


@pytest.mark.parametrize(
    "domain", ["gmail.com", "web.de", "yahoo.fr", "hotmail.co.uk", "qq.com", "wp.pl", "mail.ru"]
)
def test_public_hosts_are_known(domain: str) -> None:
    assert is_public_host(domain)


@pytest.mark.parametrize("domain", ["acme.com", "gmail.acme.com", "live", "yahoo", "", "mygmail.com"])
def test_other_hosts_are_not_public(domain: str) -> None:
    assert is_public_host(domain) is (domain in {"live", "yahoo"})


@pytest.mark.parametrize(
    ("text", "region", "phone"),
    [
        ("+49 30 1234567", "", "+49301234567"),
        ("+49 (0)30 1234567", "", "+49301234567"),
        ("+49 0 30 1234567", "", "+49301234567"),
        ("0049 30 1234567", "", "+49301234567"),
        ("030/1234567", "DE", "+49301234567"),
        ("030 1234567", "de", "+49301234567"),
        ("030 1234567", "", "0301234567"),
        ("030 1234567", "XX", "0301234567"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("415.555.2671", "US", "+14155552671"),
        ("1-415-555-2671", "US", "+14155552671"),
        ("+1 415 555 2671 ext. 12", "", "+14155552671;ext=12"),
        ("+1 415 555 2671 x12", "", "+14155552671;ext=12"),
        ("tel:+1-415-555-2671;ext=012", "", "+14155552671;ext=12"),
        ("030 1234567 Durchwahl 12", "DE", "+49301234567;ext=12"),
        ("Tel.: +44 20 7946 0958", "", "+442079460958"),
        ("Mobile (UK): +44 7700 900123", "", "+447700900123"),
        ("+39 06 1234 5678", "", "+390612345678"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("(11) 91234-5678", "BR", "+5511912345678"),
        ("٠٣٠ ١٢٣٤٥٦٧", "DE", "+49301234567"),
        ("＋４９ ３０ １２３４５６７", "", "+49301234567"),
        ("+1 (415) 555-2671 / +1 415 555 2672", "", "+14155552671"),
        ("555-1234", "US", "5551234"),
        ("+1 415 555 267", "", "+1415555267"),
        ("+999 1234 5678", "", "+99912345678"),
        ("2019-06-14", "US", ""),
        ("14.06.2019", "DE", ""),
        ("2019 - 2021", "", ""),
        ("123", "", ""),
        ("+1 555", "", ""),
        ("1234567890123456", "", ""),
        ("call me", "", ""),
        ("12 years, 3 months", "", ""),
        ("", "", ""),
    ],
)
def test_phones_have_one_form(text: str, region: str, phone: str) -> None:
    assert clean_phone(text, region) == phone


@given(st.one_of(st.text(), phone_like), regions)
def test_cleaning_a_phone_twice_is_cleaning_it_once(text: str, region: str) -> None:
    phone = clean_phone(text, region)
    assert clean_phone(phone, region) == phone
    number, _, extension = phone.partition(";ext=")
    assert phone == "" or (number.lstrip("+").isascii() and number.lstrip("+").isdecimal())
    assert extension == "" or extension.isdecimal()


def _as_the_library_reads(text: str, region: str | None) -> str:
    number = phonenumbers.parse(text, region)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_example_numbers_of_every_region_come_out_as_the_library_has_them(region: str) -> None:
    for kind in range(11):
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None or len(str(example.national_number)) < 7:
            continue
        for style, known in ((0, ""), (1, ""), (2, region), (0, region)):
            text = phonenumbers.format_number(example, style)
            assert clean_phone(text, known) == _as_the_library_reads(text, known or None)
