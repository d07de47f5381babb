"""Word documents in the layout of GB/T 9704-2012.

A4 with margins 37/28/35/26 mm, body 仿宋 三号 at 28 pt lines, title 小标宋 二号, levels 黑体, 楷体, 仿宋, page
number 四号 between dashes. The fonts are named, not shipped: the office that opens the file has them.
"""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

# GB/T 9704-2012 clauses 5.1, 5.2 and 7: page, type area and type sizes
PAGE = (Mm(210), Mm(297))
TOP, LEFT, BOTTOM, RIGHT = Mm(37), Mm(28), Mm(35), Mm(26)
BODY_WIDTH_MM = 156.0
LINE = Pt(28)
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = Pt(22), Pt(16), Pt(14), Pt(10.5)
FANGSONG, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
LEVELS = {1: HEI, 2: KAI, 3: FANGSONG, 4: FANGSONG}
UNVERIFIED = "〔需核实〕"
TABLE_LINE = Pt(16)


def new_document(*, subject: str = "", author: str = "") -> Any:
    """Make an empty document with the standard's page and body style."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.footer_distance = Mm(28)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, SIZE_3
    _east_asian(normal.element.get_or_add_rPr(), FANGSONG)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = LINE
    for level, font in LEVELS.items():
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size = LATIN, SIZE_3
        style.font.bold = style.font.italic = False
        style.font.color.rgb = None
        properties = style.element.get_or_add_rPr()
        for colour in properties.findall(qn("w:color")):
            properties.remove(colour)
        _east_asian(properties, font)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.keep_with_next = True
    document.core_properties.subject = subject
    document.core_properties.author = author
    document.core_properties.language = "zh-CN"
    _page_number(section)
    return document


def _east_asian(properties: Any, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:eastAsia"), font)


def _run(
    paragraph: Any, text: str, *, font: str = FANGSONG, size: Any = None, bold: bool = False
) -> Any:
    run = paragraph.add_run(text)
    run.font.name = LATIN
    run.bold = bold or None
    if size is not None:
        run.font.size = size
    _east_asian(run._element.get_or_add_rPr(), font)  # noqa: SLF001 (python-docx has no other way to the East Asian font)
    return run


def _page_number(section: Any) -> None:
    """Put `— 1 —` at the foot: 四号宋体, as clause 7.5 has it."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", font=SONG, size=SIZE_4)
    run = _run(paragraph, "", font=SONG, size=SIZE_4)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = words
        run._element.append(mark)  # noqa: SLF001 (fields exist in the XML alone)
    _run(paragraph, " —", font=SONG, size=SIZE_4)


def title(document: Any, text: str, *, subtitle: str = "") -> None:
    """Write the title, centred, and a line in 楷体 under it."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(34)
    _run(paragraph, text, font=TITLE, size=SIZE_2)
    document.core_properties.title = text
    if subtitle:
        under = document.add_paragraph()
        under.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(under, subtitle, font=KAI)
    document.add_paragraph()


def heading(document: Any, level: int, text: str) -> None:
    """Write a heading of level 1 to 4; the caller numbers it (一、 （一） 1. （1）)."""
    paragraph = document.add_heading(level=level)
    paragraph.paragraph_format.first_line_indent = 2 * SIZE_3
    _run(paragraph, text, font=LEVELS[level], size=SIZE_3)


def paragraph(
    document: Any, text: str, *, indent: bool = True, unverified: bool = False, note: bool = False
) -> Any:
    """Write a paragraph of body text, its first line two characters in; a note is small."""
    written = document.add_paragraph()
    written.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if indent:
        written.paragraph_format.first_line_indent = 2 * (SIZE_5 if note else SIZE_3)
    if note:
        written.paragraph_format.line_spacing = TABLE_LINE
    _run(written, text, size=SIZE_5 if note else None)
    if unverified:
        mark_unverified(written, size=SIZE_5 if note else None)
    return written


def mark_unverified(written: Any, *, size: Any = None) -> None:
    """Put 〔需核实〕 behind what a paragraph says."""
    _run(written, UNVERIFIED, font=KAI, size=size)


def table(
    document: Any,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    header: bool = True,
) -> Any:
    """Write a table that fills the type area: widths are shares; its heading repeats on each page."""
    grid = document.add_table(rows=0, cols=len(widths))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    shares = [Mm(BODY_WIDTH_MM * width / sum(widths)) for width in widths]
    for number, row in enumerate(rows):
        line = grid.add_row()
        properties = line._tr.get_or_add_trPr()  # noqa: SLF001 (row properties exist in the XML alone)
        properties.append(OxmlElement("w:cantSplit"))
        top = header and number == 0
        if top:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, value, width in zip(line.cells, row, shares, strict=True):
            cell.width = width
            words = cell.paragraphs[0]
            words.paragraph_format.line_spacing = TABLE_LINE
            words.alignment = WD_ALIGN_PARAGRAPH.CENTER if top else WD_ALIGN_PARAGRAPH.LEFT
            _run(words, value, font=HEI if top else FANGSONG, size=SIZE_5)
    for column, width in zip(grid.columns, shares, strict=True):
        column.width = width
    after = document.add_paragraph()
    after.paragraph_format.line_spacing = Pt(10)
    return grid


def save(document: Any) -> bytes:
    """Give the file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
