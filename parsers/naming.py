"""Which words of an entry name a job, a firm or a place, and which only caption them."""

from __future__ import annotations

import re
from functools import cache

from parsers.bodies import is_sentence
from parsers.departments import of_department
from parsers.firms import bare_name, has_legal_form
from parsers.lines import Line
from parsers.seats import behind_form
from parsers.titles import title_score
from parsers.words import WordKind, heading_form, is_cjk, soften, words


def named(text: str) -> str:
    """The text, or nothing where it is running text or only a label: "Responsibilities:", "Job profile"."""
    if (
        is_sentence(text)
        or heading_form(_COUNTED.sub("", text)) in captions()
        or soften(text) in words("present")
    ):
        return ""
    text = bare_job(text)
    return _CONTRACT.sub(_without_contract, text).strip(" ,-–") or text


_TIME_THERE = re.compile(r"(?i)\S+ (?:\S+ )?(?:years?|months?) (?:of )?(?:work|experience|exp)\b")
_WORKING_AS = re.compile(
    r"(?i)^(?:(?:(?:currently|presently|now|previously) )?work(?:ing|ed) )?as (?:an? |the )?(?=\w)"
)


def bare_job(text: str) -> str:
    """ "Working as a Cook", "As Sales Manager": the job's name alone."""
    return _WORKING_AS.sub("", text)


_COUNTED = re.compile(r"\s*#?\d{0,2}\s*:?$")
_CONTRACT = re.compile(r"\s*\(([^()]{3,40})\)")


def _without_contract(match: re.Match[str]) -> str:
    """ "Cook (Part-time)": how the contract is, is no part of the job's name."""
    pieces = [soften(p.strip()) for p in re.split(r"[,/&|]", match[1])]
    return "" if all(p in words("contract") or p in words("remote") for p in pieces) else match[0]


@cache
def captions() -> frozenset[str]:
    """Labels as headings are compared: "responsibilities", "duration", "marital status"."""
    kinds: tuple[WordKind, ...] = ("labels", "fact_labels", "person_labels", "period_labels")
    return frozenset(heading_form(w) for kind in kinds for w in words(kind).spaced)


def without_department(firm: str) -> str:
    """ "CHU de Rennes, service de réanimation", "Acme Ltd, a maker of pumps": where in the firm somebody worked, and what the
    firm is, are no part of its name."""
    firm = of_department(behind_form(bare_name(firm))[0])
    pieces = re.split(r",\s+|،\s*", firm)
    for i, piece in enumerate(pieces[1:], start=1):
        told = soften(piece)
        if "&" in piece or has_legal_form(piece):
            continue
        if any(
            told == word or told.startswith(f"{word} ") or told.endswith(f" {word}")
            for word in words("departments").spaced
        ):
            return ", ".join(pieces[:i])
    return without_section(firm)


def without_section(text: str) -> str:
    """ "マーケティング部 マネージャー", "审计部 审计经理": the section of the firm that stands before a job or behind a firm, where a space
    parts them."""
    parts = text.split()
    if len(parts) < 2 or not is_cjk(text):
        head, comma, rest = text.partition(", ")
        told = soften(rest).split(" ")[0] in words("departments") if comma and rest[:1].islower() else False
        return head if told else text
    kept = [
        p
        for p in parts
        if not (is_cjk(p) and p.endswith(words("departments").cjk) and p not in words("organisations"))
    ]
    return " ".join(kept) or text


def without_team(title: str) -> str:
    """ "플랫폼팀 개발자": the job without the team before it; a title that names nothing but the team stays."""
    job = without_section(title)
    return job if title_score(job) > 0 else title


_OWN = re.compile(
    r"(?i)(?:^|[\s,(|·–—-])(?P<own>self[- ]employed|sole (?:trader|proprietor)|own business|freelance)(?=\s*(?:[,)(|·–—-]|$))"
)


def own_account(title: str, header: list[str]) -> tuple[str, str]:
    """(title, employer) of who works on their own account: "Translator, self-employed", "Freelance" on a line of its own."""
    for text in header:
        match = _OWN.search(text)
        if match is not None and soften(title) != soften(match["own"]):
            bare = title.replace(match["own"], "").strip(" ,()|·–-")
            return bare or title, match["own"]
    return title, ""


_FIRST_WORDS = re.compile(r"([A-Z][^.:;!?]{3,50})\.(?:\s|$)")


_AS_JOB = re.compile(
    r"^(?:[^、。,]{2,20}[、,])?([^、。,はがを]{2,30}?)として(?:入社|勤務|従事|参画|参加|採用|転職|業務|開発|在籍|主に|、)"
    r"|^([^,.]{2,20}?)(?:으로|로) (?:입사|근무|재직|합류|참여)"
)  # "バックエンドエンジニアとして入社", "백엔드 개발자로 근무"


_DEED = re.compile(
    r"[をが。]|要件定義|(?:基本|概要|詳細)設計|(?:単体|結合|総合)テスト|(?:の|向け)\S{0,12}(?:開発|設計|構築|運用|保守|改修|改善|実装|導入|移行|製造|企画|対応|作成|追加|刷新|リプレース|サポート)$"
)


_KANA = re.compile(r"[\u3040-\u30ff]")
LONG_NAME = 12


def is_deed(title: str) -> bool:
    """ "在庫管理システムの開発": what was done in Japanese, or something long without a job's word; no job's name."""
    if not is_cjk(title):
        return False
    unnamed = len(title) > LONG_NAME and _KANA.search(title) is not None and title_score(title) <= 0
    return unnamed or _DEED.search(title.partition("(")[0].strip()) is not None


def first_words(body: list[Line]) -> str:
    """ "Long haul driver. 48 states, dry van." below a firm: a job's name, then what was done; "バックエンドエンジニアとして入社。"."""
    told = _AS_JOB.match(body[0].body) if body else None
    if told is not None and title_score(job := (told[1] or told[2]).strip()) > 0:
        return job
    match = _FIRST_WORDS.match(body[0].text) if body and not body[0].bullet else None
    if match is None or title_score(match[1]) <= 0 or is_sentence(match[1]):
        return ""
    return match[1]


_BRACKET = re.compile(r"\s*[(\[]\s*([^()\[\]:]{2,24}?)\s*[:–-]\s*[^()\[\]]*[)\]]")


def without_client(firm: str) -> str:
    """ "Infosys (Client: Acme)": who pays is the employer."""
    match = _BRACKET.search(firm)
    if match is None or soften(match[1]) not in words("employer_labels"):
        return firm
    return (firm[: match.start()] + firm[match.end() :]).strip()
