"""Studies told in Chinese in one breath: "华青大学软件学院软件工程硕士", "本科/华青大学 软件工程专业"."""

from __future__ import annotations

import re

from parsers.words import soften, words

_HAN = r"[\u4e00-\u9fff]"
_ASIDE = r"(?:\s?[（(][^（）()]{1,16}[）)])?"
_UNIVERSITY = re.compile(
    rf"{_HAN}{{2,14}}?大[学學](?![生院部]|英[语語]|物理)(?:{_HAN}{{2,4}}(?:分校|校区|校區))?{_ASIDE}"
)
_COLLEGE = re.compile(rf"{_HAN}{{2,14}}?(?:[学學](?:院|校)|中[学學]|高中|高职|高職|专科学校)(?!生){_ASIDE}")
_STUDIED_AT = re.compile(r"^(?:现|現)?(?:就读|就讀|毕业|畢業|任教)[于於]")
_MARKS = re.compile(r"[\s/|｜·•,，、;；:：~～()（）\[\]【】_-]+|[–—]+")
_GLUED = re.compile(
    rf"(?<=[学學]院|专业|專業)(?={_HAN})|(?<=(?<![关關体體])系)(?={_HAN}{{3}})(?![统統列]|研究所)"
)
_YEAR = re.compile(r"^(?:\d{2,4})?[级級届屆](?=[本专專硕碩博大])|^\d{2,4}")
_OTHER_LETTERS = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_FIELD = re.compile(r"(?:[学學]?系|[学學]程|研究所|专业|專業|[学學]院|科|所|组|組)$")
_TEST = re.compile(
    r"(?i)[四六468][级級]|cet|托福|雅思|gpa|绩点|排名|统招|統招|全日制|在读|在讀|毕业|畢業|就[读讀]|肄业|求[职職]|意向|肄業|\d"
)


def han_pieces(text: str) -> list[str]:
    """The school, the field and the degree of a text in Chinese that names a school and one of the others; else nothing."""
    if _OTHER_LETTERS.search(text):
        return []
    school = _UNIVERSITY.search(text) or _COLLEGE.search(text)
    if school is None:
        return []
    around = f"{text[: school.start()]} {_GLUED.sub(' ', text[school.end() :])}"
    told = [p for piece in _MARKS.split(around) if (p := _YEAR.sub("", piece)) and not _TEST.search(p)]
    degree = next((p for p in told if soften(p) in words("degrees")), "")
    degree = degree or next((p for p in told if soften(p).endswith(words("degrees").cjk)), "")
    fields = [p for p in told if p != degree and not _names_no_field(p)]
    named = [p for p in fields if not p.endswith(("学院", "學院"))] or fields
    area = " ".join(p.removesuffix("专业").removesuffix("專業") or p for p in named)
    if not degree and not any(map(_FIELD.search, fields)):
        return []
    return [piece for piece in (_STUDIED_AT.sub("", school[0]), area, degree) if piece]


def _names_no_field(piece: str) -> bool:
    told = soften(piece)
    return told.endswith(words("titles").cjk) or any(
        told in words(kind) for kind in ("school_labels", "degree_labels", "area_labels", "person_labels")
    )
