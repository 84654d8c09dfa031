"""How a firm's name is known."""

from __future__ import annotations

import re

_LEGAL_FORM = re.compile(
    r"\b(?:ltd|limited|llc|llp|inc|incorporated|gmbh|corp|corporation|plc|ltda|s\.a|w\.l\.l)\b\.?(?=\s*$|\s*[,(|–-])",
    re.I,
)


def has_legal_form(text: str) -> bool:
    """Whether a firm's legal form stands at the end of a name in it: "Acme Pte. Ltd., Singapore"."""
    return _LEGAL_FORM.search(text) is not None


_HAN_FORM = re.compile(
    r"(?:株式|有限|合同|合資|合名)会社|㈱|㈲|[(（][株有][)）]|(?:社団|財団|医療|学校)法人|(?:주식|유한)\s?회사|㈜|[(（][주유][)）]|有限公司"
)


def in_han_form(text: str) -> bool:
    """Whether a legal form of Japan, Korea or China stands in the text: "株式会社青空", "(주)하늘"."""
    return _HAN_FORM.search(text) is not None


_BARE_FORM = re.compile(r"(?:lda|ltda|ltd|inc|llc|gmbh|s\.a|s\.l)\.?", re.I)
_OTHER_FORM = re.compile(
    r"(?:^|\s)(?:AG|KG|KGaA|GbR|OHG|e\.K\.|SAS|SARL|EURL|S\.L\.U?\.?|S\.A\.U?\.?|SL|SA|S/A|S\.r\.l\.?|S\.?R\.?L\.?|Srl|S\.p\.A\.?|SpA|Snc"
    r"|Sp\. z o\.o\.|Sp\. j\.|AB|B\.?V\.?|N\.?V\.?|A\.Ş\.|Ltd\. Şti\.|Ltda\.?|de C\.V\.)$"
)


def ends_in_form(text: str) -> bool:
    """Whether a legal form of Europe or Latin America ends the text: "Schwabentechnik GmbH & Co. KG", "Mazur Sp. z o.o."."""
    return _OTHER_FORM.search(text.strip()) is not None


_FORM_WORD = re.compile(
    r"(?:pvt|private|pte|pty|co|company|ltd|limited|inc|llc|llp|corp|corporation|plc|gmbh|ltda|s\.a|w\.l\.l)\.?",
    re.I,
)


def only_form(tokens: list[str]) -> bool:
    """Whether nothing but a legal form is told: "Pvt. Ltd."."""
    return all(map(_FORM_WORD.fullmatch, tokens))


def at_commas(text: str) -> list[str]:
    """What commas part; a legal form stays with its firm: "Contas & Rigor, Lda."."""
    pieces: list[str] = []
    for piece in text.split(", "):
        if pieces and (_BARE_FORM.fullmatch(piece) or _OTHER_FORM.fullmatch(piece)):
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    return pieces


_BODIES = frozenset(
    "hospital clinic university college school institute polytechnic academy bank bureau ministry government council municipality county "  # noqa: SIM905
    "commission authority company group corporation enterprises enterprise industries mills traders constructions builders hotel hotels "
    "restaurant society trust foundation association airlines motors textiles associates infotech infrastructure technosoft agencies "
    "krankenhaus klinikum hochschule universität bank hôpital université hospital universidad universidade ospedale università".split()
)
_GENERIC = frozenset(
    "high primary secondary middle elementary senior junior private public state local general government the of and for in a an our "  # noqa: SIM905
    "business international national global group company commercial central corporate medical public".split()
)


def names_body(text: str) -> bool:
    """Whether a name of its own and the word of such a body stand in the text: "Orlin District Hospital", not "High School"."""
    tokens = [word.strip(".,()").lower() for word in text.split()]
    return any(t in _BODIES for t in tokens[1:]) and any(t not in _BODIES | _GENERIC for t in tokens)


_APPOSED = re.compile(
    r"(?<=\w)(?:,\s+(?:an?|one of|eine?|une?|una|um) [^\W\d_].{3,}|\s+[-–]\s+(?:an? |one of )[a-z].{3,}"
    r"|,\s+(?:en|in|à|em|where|donde|onde|dove|où|wo|using|usando|utilisant)\s.*)$"
)
_PREFIXED = re.compile(
    r"(?i:^(?:(?:de|of|at|bei|en|in|for|para|für|pour|do|da) )?(?:(?:the|la|l['’]|der|a) ?)?"
    r"(?:company|empresa|société|entreprise|azienda|ditta|firma|compañía|companhia):? )(?=[A-ZÀ-Þ])"
)


def bare_name(text: str) -> str:
    """ "Acme Ltd, a maker of pumps", "de la empresa Acme": the firm's name alone."""
    return _APPOSED.sub("", _PREFIXED.sub("", text))


_PAGE = re.compile(r"\s*\((?:https?://|www\.)[^\s()]+\)$")


def without_page(text: str) -> str:
    """ "Acme (https://www.example.com)": the firm's name without its page."""
    return _PAGE.sub("", text)
