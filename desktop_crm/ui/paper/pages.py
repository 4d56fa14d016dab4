"""The pages of a PDF as pictures and words, by PDFium: what is shown is what is in the file.

Everything here runs on threads of readers. PDFium does one thing at a time, so there is one lock for all.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

POINTS = 72  # in an inch
_LARGEST = 60_000_000  # dots of one picture: A4 at 800 to the inch
_alone = threading.Lock()


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    """Give the document that a PDF holds, for the block; raise `Invalid` for what is none."""
    import pypdfium2  # 70 ms, and few ever print

    with _alone:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise Invalid(_("This file can't be shown: it is no PDF, or it is damaged.")) from error
        try:
            yield document
        finally:
            document.close()


def page_sizes(content: bytes) -> tuple[QSizeF, ...]:
    """Return how large each page is, in points; raise `Invalid` for what is no PDF."""
    with _opened(content) as document:
        return tuple(QSizeF(*document.get_page_size(number)) for number in range(len(document)))


def picture(content: bytes, number: int, scale: float) -> QImage:
    """Return a page, counted from 0, as a picture of `scale` dots for a point."""
    with _opened(content) as document:
        page = document[number]
        wide, high = page.get_size()
        scale = min(scale, (_LARGEST / max(1.0, wide * high)) ** 0.5)
        dots = page.render(scale=scale)
        shown = QImage(bytes(dots.buffer), dots.width, dots.height, dots.stride, QImage.Format.Format_BGR888)
        found = shown.copy()  # its own dots: those of PDFium go with the page
        dots.close()
        page.close()
        return found


def first_page(content: bytes, high: int) -> QImage:
    """Return the first page as a picture so many dots high; raise `Invalid` for what is no PDF, or has no page."""
    with _opened(content) as document:
        if not len(document):
            raise Invalid(_("This file can't be shown: it is no PDF, or it is damaged."))
        _wide, points = document.get_page_size(0)
    return picture(content, 0, high / max(1.0, points))


def words_of(content: bytes, number: int) -> str:
    """Return what stands on a page, for whoever has it read out."""
    with _opened(content) as document:
        page = document[number]
        text = page.get_textpage()
        words = " ".join(text.get_text_bounded().split())
        text.close()
        page.close()
        return words


def print_pages(content: bytes, sizes: tuple[QSizeF, ...], printer: QPrinter) -> int:
    """Print the pages that a printer was asked for; return how many. Raises `Invalid` when it does not take them."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPageLayout, QPainter

    first, last = printer.fromPage() or 1, printer.toPage() or len(sizes)
    wanted = range(max(1, first), min(last, len(sizes)) + 1)
    ways = {True: QPageLayout.Orientation.Landscape, False: QPageLayout.Orientation.Portrait}
    painter = QPainter()
    for place, number in enumerate(wanted):
        size = sizes[number - 1]
        printer.setPageOrientation(ways[size.width() > size.height()])
        if not (painter.begin(printer) if place == 0 else printer.newPage()):
            painter.end()
            raise Invalid(_("The printer doesn't take the pages; nothing was printed. Choose another one."))
        room = QRectF(painter.viewport())
        # As large as fits, never larger than it is: 300 dots to the inch are more than one sees.
        fits = min(room.width() / size.width(), room.height() / size.height(), printer.resolution() / POINTS)
        dots = picture(content, number - 1, min(fits, 300 / POINTS))
        area = QRectF(0, 0, size.width() * fits, size.height() * fits)
        area.moveCenter(room.center())
        painter.drawImage(area, dots)
    painter.end()
    return len(wanted)
