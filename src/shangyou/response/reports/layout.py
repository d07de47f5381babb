"""The layout both reports share: GB/T 9704-2012 as far as a working document needs it."""

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# GB/T 9704-2012 5.2.1: A4, 天头 37 mm, 订口 28 mm, 版心 156 x 225 mm
PAGE_MM = (210, 297)
MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 26}
TEXT_WIDTH_MM = 156
BODY_FONT, BODY_PT = "仿宋_GB2312", 16
TITLE_FONT, TITLE_PT = "方正小标宋简体", 22
HEADING_FONTS = {1: "黑体", 2: "楷体_GB2312", 3: "仿宋_GB2312"}
LINE_PT = 28
# tables are read, not signed: smaller, so that five columns fit the page
TABLE_PT, TABLE_LINE_PT = 10.5, 15


def new_document() -> Document:
    """Return an empty document with page, body font and page number set."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    for side, width in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(BODY_PT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    _page_number(section.footer.paragraphs[0])
    return document


def _page_number(paragraph: Paragraph) -> None:
    """Write — 1 — into the footer (GB/T 9704-2012 7.5)."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run("— "), "宋体", 14)
    run = _font(paragraph.add_run(), "宋体", 14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 (python-docx has no call for fields)
    _font(paragraph.add_run(" —"), "宋体", 14)


def _font(run: Run, name: str, points: float) -> Run:
    run.font.size = Pt(points)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 (python-docx has no call for eastAsia)
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    return run


def _spacing(paragraph: Paragraph, points: float) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(points)
    paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.space_after = Pt(0)


def title(document: Document, text: str) -> None:
    """Write the title, centred."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run(text), TITLE_FONT, TITLE_PT)
    _spacing(paragraph, 34)
    paragraph.paragraph_format.space_after = Pt(LINE_PT)


def heading(document: Document, text: str, level: int) -> None:
    """Write a heading of level 1 (一、), 2 (（一）) or 3 (1.)."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_PT)
    _font(paragraph.add_run(text), HEADING_FONTS[level], BODY_PT)
    _spacing(paragraph, LINE_PT)
    paragraph.paragraph_format.keep_with_next = True


def paragraph(document: Document, text: str) -> None:
    """Write a paragraph of the body, indented by two characters."""
    written = document.add_paragraph()
    written.paragraph_format.first_line_indent = Pt(2 * BODY_PT)
    _font(written.add_run(text), BODY_FONT, BODY_PT)
    _spacing(written, LINE_PT)


def table(
    document: Document,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths_mm: Sequence[float],
) -> None:
    """Write a table as wide as the text; its header comes again on every page."""
    grid = document.add_table(rows=0, cols=len(header))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    scale = TEXT_WIDTH_MM / sum(widths_mm)
    for number, texts in enumerate((header, *rows)):
        row = grid.add_row()
        # a row stays on one page
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        if number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
        for cell, text, width in zip(row.cells, texts, widths_mm, strict=True):
            cell.width = Mm(width * scale)
            _fill(cell, text, bold=number == 0)
    for column, width in zip(grid.columns, widths_mm, strict=True):
        column.width = Mm(width * scale)


def _fill(cell: _Cell, text: str, *, bold: bool) -> None:
    for number, part in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        run = _font(paragraph.add_run(part), "黑体" if bold else BODY_FONT, TABLE_PT)
        run.bold = False
        _spacing(paragraph, TABLE_LINE_PT)


def save(document: Document) -> bytes:
    """Return the document as the bytes of a .docx file."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
