"""Content -> readings: one reader per kind of file. Runs in the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from msgspec.structs import replace

from enrich.errors import Refused
from parsers.archive import names_in
from parsers.dating import written_at
from parsers.detect import Kind, decode, image_format, is_html, kind_of
from parsers.docx import docx_lines
from parsers.europass import attached_europass, read_europass
from parsers.facebook import read_facebook
from parsers.garbled import is_garbled
from parsers.headhunter import with_headhunter_layout
from parsers.html import read_html
from parsers.limits import Limits
from parsers.lines import Line, whole_text
from parsers.linkedin import read_linkedin
from parsers.linkedin_pdf import with_linkedin_layout
from parsers.mail import Message, read_message, with_sender
from parsers.ocr import ALLOWED as PICTURES
from parsers.ocr import as_recognised, can_recognise, picture_of, recognise_image, recognise_pdf
from parsers.odt import odt_lines
from parsers.pdf import read_pdf
from parsers.people import read_json
from parsers.reading import Reading, Sheet
from parsers.render import pictures
from parsers.resume import Helpers, read_resume
from parsers.rtf import rtf_lines
from parsers.text import text_lines
from parsers.vcard import read_vcards

Yields = Iterator[Reading | Refused | Sheet]
EXPORTS: frozenset[Kind] = frozenset({"linkedin", "facebook", "vcard", "json"})
LEAST_TEXT = 20
DEEPEST_MESSAGE = 3


@dataclass(frozen=True)
class Job:
    """One content to read; `sheets` asks what it looks like, too; `depth` counts the messages around it."""

    data: bytes
    limits: Limits
    columns: Mapping[str, str]
    helpers: Helpers
    sheets: bool = False
    depth: int = 0

    def holding(self, data: bytes) -> Job:
        """The job for what this one's content holds."""
        return Job(data, self.limits, self.columns, self.helpers, self.sheets, self.depth + 1)


def read_bytes(job: Job) -> Yields:
    """Every person in the file. Raises Refused when the file as a whole cannot be read."""
    kind = kind_of(job.data)
    allowed = job.limits.export_bytes if kind in EXPORTS else job.limits.input_bytes
    if len(job.data) > allowed:
        raise Refused(
            "this file is too large", found=f"{len(job.data)} bytes", allowed=f"at most {allowed} bytes"
        )
    written = written_at(kind, job.data, job.limits)
    for found in READERS[kind](job):
        if isinstance(found, Reading) and found.observed_at is None:
            yield replace(found, observed_at=written)
        else:
            yield found


def _resume(lines: list[Line], job: Job) -> Yields:
    """A document without pages; what it looks like is its text."""
    kept = [line for line in lines if line.text]
    if job.sheets:
        yield Sheet(text=whole_text(kept))
    yield read_resume(kept, job.helpers)


def _written(lines: list[Line], job: Job, media: str) -> Yields:
    """A document whose pages are pictures is refused as what it is."""
    if not any(line.text for line in lines) and any(name.startswith(media) for name in names_in(job.data)):
        raise Refused(
            "this is an image, not text",
            found="a document of pictures",
            allowed="text; or the picture itself",
        )
    yield from _resume(lines, job)


def _pdf(job: Job) -> Yields:
    if (attached := attached_europass(job.data, job.limits)) is not None:
        yield from _pictures(job)
        yield attached
        return
    text = read_pdf(job.data, job.limits)
    if _letters(text.lines) < LEAST_TEXT:
        found = f"{text.pages} page(s) without text"
        yield from _pdf_as_picture(
            "this is an image, not text" if text.images else "this PDF has no text", found, job
        )
        return
    if is_garbled(line.text for line in text.lines):
        yield from _pdf_as_picture(
            "the text of this PDF is not what its pages show", "fonts that name other letters", job
        )
        return
    yield from _pictures(job)
    lines = with_headhunter_layout(text.lines)
    reading = with_linkedin_layout(read_resume(lines, job.helpers), lines)
    silent = ("picture_pages_left_out",) if text.silent else ()
    yield replace(reading, warnings=(*silent, *reading.warnings))


def _letters(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _pdf_as_picture(reason: str, found: str, job: Job) -> Yields:
    """A PDF whose text says nothing, by what its pages show."""
    if not can_recognise(job.limits):
        raise Refused(reason, found=found, allowed=PICTURES)
    seen = recognise_pdf(job.data, job.limits)
    if _letters(seen.lines) < LEAST_TEXT:
        raise Refused(reason, found=f"{found}, and none to recognise", allowed="a document with text in it")
    yield from _pictures(job)
    yield as_recognised(read_resume(seen.lines, job.helpers), seen)


def _image(job: Job) -> Yields:
    found = image_format(job.data[:16])
    if not can_recognise(job.limits):
        raise Refused("this is an image", found=found, allowed=PICTURES)
    seen = recognise_image(job.data, job.limits)
    if _letters(seen.lines) < LEAST_TEXT:
        raise Refused("this is an image without text", found=found, allowed="a picture of a document")
    if job.sheets:
        yield picture_of(job.data)
    yield as_recognised(read_resume(seen.lines, job.helpers), seen)


def _pictures(job: Job) -> Iterator[Sheet]:
    if job.sheets:
        yield from pictures(job.data)


def _html(job: Job) -> Yields:
    lines, readings = read_html(decode(job.data), job.helpers)
    if job.sheets:
        yield Sheet(text=whole_text(lines))
    yield from readings


def _email(job: Job) -> Yields:
    """The people of the attached resumes; of the text itself when nothing attached is one."""
    if job.depth >= DEEPEST_MESSAGE:
        raise Refused("this message is nested too deeply", allowed=f"at most {DEEPEST_MESSAGE} messages")
    message = read_message(job.data)
    found = [(x, content) for content in message.attached for x in _attachment(job.holding(content))]
    people = sum(isinstance(x, Reading) for x, _ in found)
    if not people:
        found = _from_body(job, message, [x for x, _ in found if isinstance(x, Refused)])
    for x, content in found:
        yield _of_message(x, message, content, alone=people <= 1) if isinstance(x, Reading) else x


def _from_body(
    job: Job, message: Message, refusals: list[Refused]
) -> list[tuple[Reading | Refused | Sheet, bytes]]:
    """What the message's own text holds. Raises Refused where that is nothing: why what is attached was refused tells more."""
    if not message.body:
        raise _nothing_in(refusals)
    try:
        return [(x, message.body) for x in _body(job.holding(message.body))]
    except Refused as error:
        raise _nothing_in(refusals) from error


def _of_message(reading: Reading, message: Message, content: bytes, *, alone: bool) -> Reading:
    """One of several people in a message is keyed by the attachment's content."""
    reading = with_sender(reading, message)
    if alone or reading.key:
        return reading
    return replace(reading, key="attached-" + blake2b(content, digest_size=12).hexdigest())


def _attachment(job: Job) -> Yields:
    try:
        yield from read_bytes(job)
    except Refused as error:
        yield error


def _body(job: Job) -> Yields:
    """Raises Refused when the text is a letter and no resume: one needs a career, or a name and a contact."""
    found = list(READERS["html" if is_html(job.data) else "text"](job))
    if not any(isinstance(x, Reading) and (x.profile.work or x.profile.education) for x in found):
        raise Refused(
            "this message holds no resume", allowed="a resume attached, or as the text of the message"
        )
    yield from found


def _nothing_in(refusals: list[Refused]) -> Refused:
    """Why nothing attached could be read: the first refusal tells."""
    if not refusals:
        return Refused(
            "this message holds no resume", allowed="a resume attached, or as the text of the message"
        )
    first = refusals[0]
    where = ", ".join(x for x in ("attachment", first.where) if x)
    return Refused(first.reason, where=where, found=first.found, allowed=first.allowed)


READERS: dict[Kind, Callable[[Job], Yields]] = {
    "pdf": _pdf,
    "docx": lambda job: _written(docx_lines(job.data, job.limits), job, "word/media/"),
    "odt": lambda job: _written(odt_lines(job.data, job.limits), job, "Pictures/"),
    "rtf": lambda job: _resume(rtf_lines(job.data, job.limits), job),
    "text": lambda job: _resume(text_lines(decode(job.data)), job),
    "html": _html,
    "email": _email,
    "image": _image,
    "linkedin": lambda job: read_linkedin(job.data, job.limits),
    "facebook": lambda job: read_facebook(job.data, job.limits),
    "europass": lambda job: read_europass(job.data),
    "vcard": lambda job: read_vcards(decode(job.data)),
    "json": lambda job: read_json(decode(job.data).encode(), job.columns),
}
