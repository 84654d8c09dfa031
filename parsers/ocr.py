"""Pictures of text -> lines, by Tesseract inside the parsing process (the optional extra `ocr`), within caps."""

from __future__ import annotations

import importlib
import importlib.util
import io
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
from msgspec.structs import replace

from enrich.errors import Refused
from parsers.layout import lines_of
from parsers.limits import Limits
from parsers.lines import Line
from parsers.reading import Reading, Sheet
from parsers.rowtext import Word

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 200
POINTS = 72 / DPI
MOST_PIXELS = 12_000_000
MOST_LANGUAGES = 4
LEAST_SURE = 40.0  # of 100; icons and specks are words of 0 to 30
LEAST_SURE_LETTER = 60.0
_FRAMES = "|[]{}_~"  # what lines and boxes around words are taken for
_BULLET_LIKE = frozenset(["o", "°", "©", "®", "¢", "«", "»", "*", "¥", "·"])
SHARE_OF_CPU = 0.7  # the rest of the file's time is for reading what was recognised
ALLOWED = "text; or `pip install onefold[ocr]` to read pictures of it"


@dataclass
class Recognised:
    """Lines in reading order; `sure` is the mean confidence of their words, 0 to 1; `whole`: no page was left out."""

    lines: list[Line] = field(default_factory=list)
    sure: float = 0.0
    whole: bool = True


@cache
def languages() -> str:
    """What Tesseract may read here, English first, as it wants it ("eng+deu"); "" when the extra is not installed."""
    if importlib.util.find_spec("tesserocr") is None or importlib.util.find_spec("PIL") is None:
        return ""
    names = sorted(p.stem for p in _trained().glob("*.traineddata") if p.stem != "osd")
    return "+".join(sorted(names, key=lambda name: name != "eng")[:MOST_LANGUAGES])


def _trained() -> Path:
    """Where the packages tessdata-* put their files."""
    return Path(sys.prefix, "share", "tessdata")


def can_recognise(limits: Limits) -> bool:
    return limits.ocr_pages > 0 and bool(languages())


def recognise_pdf(data: bytes, limits: Limits) -> Recognised:
    """The first pages of a PDF without text."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = len(document)
        pictures = (_drawn(document[n]) for n in range(min(pages, limits.ocr_pages)))
        found = _recognise(pictures, limits)
        return Recognised(found.lines, found.sure, found.whole and pages <= limits.ocr_pages)
    except pypdfium2.PdfiumError as error:
        raise Refused("this PDF is damaged", allowed="a PDF that a viewer can open") from error
    finally:
        document.close()


def recognise_image(data: bytes, limits: Limits) -> Recognised:
    """A picture of one page. Raises Refused for a damaged or giant one."""
    return _recognise(iter([_grey(_opened(data))]), limits)


def picture_of(data: bytes) -> Sheet:
    """The picture as it was recognised, to mark the places of fields on."""
    image, out = _upright(_opened(data)), io.BytesIO()
    image.convert("RGB").save(out, "PNG")
    return Sheet(1, image.width * POINTS, image.height * POINTS, out.getvalue())


@dataclass(frozen=True)
class _Picture:
    """8-bit grey pixels."""

    pixels: bytes
    width: int
    height: int
    stride: int


def _drawn(page: pypdfium2.PdfPage) -> _Picture:
    """The page at 200 dots per inch; a giant one at fewer would have no legible text."""
    width, height = page.get_size()
    if width * height / POINTS**2 > MOST_PIXELS:
        raise Refused("this picture is too large", found=f"{width:.0f} by {height:.0f} points")
    bitmap = page.render(scale=1 / POINTS, grayscale=True)
    return _Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def _opened(data: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only with the extra

    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height > MOST_PIXELS:
            found = f"{image.width} by {image.height} pixels"
            raise Refused("this picture is too large", found=found, allowed=f"at most {MOST_PIXELS} pixels")
        image.load()
    except Image.DecompressionBombError as error:
        raise Refused("this picture is too large", allowed=f"at most {MOST_PIXELS} pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused(
            "this picture is damaged", allowed="a PNG, JPEG or TIFF that a viewer can open"
        ) from error
    return image


def _upright(image: Image) -> Image:
    """Turned as its camera said."""
    from PIL import ImageOps  # noqa: PLC0415

    return ImageOps.exif_transpose(image)


def _grey(image: Image) -> _Picture:
    grey = _upright(image).convert("L")
    return _Picture(grey.tobytes(), grey.width, grey.height, grey.width)


def _recognise(pictures: Iterator[_Picture], limits: Limits) -> Recognised:
    tesserocr = importlib.import_module("tesserocr")  # only with the extra
    found, weights = Recognised(), []
    until = time.process_time() + SHARE_OF_CPU * limits.cpu_seconds
    with tesserocr.PyTessBaseAPI(path=str(_trained()), lang=languages(), psm=tesserocr.PSM.AUTO) as api:
        for number, picture in enumerate(pictures, start=1):
            left = until - time.process_time()
            if left <= 0:
                found.whole = False
                break
            api.SetImageBytes(picture.pixels, picture.width, picture.height, 1, picture.stride)
            api.SetSourceResolution(DPI)
            api.Recognize(int(left * 1000))
            words = list(_words(api, tesserocr))
            weights += [sure for _, sure in words]
            found.lines += lines_of([word for word, _ in words], number)
    found.sure = sum(weights) / len(weights) / 100 if weights else 0.0
    return found


def _words(api: Any, tesserocr: Any) -> Iterator[tuple[Word, float]]:
    """(word, confidence of 100). Heights are those of the line: a word without descenders is no smaller word."""
    level, line = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
    iterator = api.GetIterator()
    if iterator is None or iterator.Empty(level):
        return
    for item in tesserocr.iterate_level(iterator, level):
        box, row, sure = item.BoundingBox(level), item.BoundingBox(line), item.Confidence(level)
        first = item.IsAtBeginningOf(line)
        text = _mended(item.GetUTF8Text(level) or "", first=first)
        least = LEAST_SURE_LETTER if len(text) == 1 and text != "•" else LEAST_SURE
        if box is None or row is None or not text or sure < least:
            continue
        height = item.RowAttributes()["row_height"]
        middle = (row[1] + row[3]) / 2
        top, bottom = (middle - height / 2) * POINTS, (middle + height / 2) * POINTS
        yield Word(text, box[0] * POINTS, top, box[2] * POINTS, bottom, 0, False, True), sure


def _mended(text: str, *, first: bool) -> str:
    """The word without frames; what bullets look like is one at the beginning of a line. "" where no word is left."""
    text = text.strip().strip(_FRAMES)
    return "•" if first and text in _BULLET_LIKE else text


def as_recognised(reading: Reading, found: Recognised) -> Reading:
    """No field of a recognised picture is surer than its letters."""
    warnings = ("read_from_picture", *(() if found.whole else ("pages_left_out",)), *reading.warnings)
    confidence = {name: round(sure * found.sure, 3) for name, sure in reading.confidence.items()}
    return replace(reading, confidence=confidence, warnings=warnings)
