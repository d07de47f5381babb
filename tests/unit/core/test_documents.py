"""Word files: the page and the type of GB/T 9704-2012, read back from the file."""

import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from shangyou.core import documents


def written():
    document = documents.new_document(subject="试验")
    documents.title(document, "关于试验的报告", subtitle="（示意数据）")
    documents.heading(document, 1, "一、基本情况")
    documents.heading(document, 2, "（一）经过")
    documents.paragraph(document, "苯泄漏约 20 t。", unverified=True)
    documents.table(document, [["受体", "到达"], ["涪陵取水口", "次日 8 时"]], [2, 1])
    return Document(io.BytesIO(documents.save(document)))


def fonts(paragraph):
    return {
        run._element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for run in paragraph.runs
        if run.text.strip()
    }


def test_page_and_margins():
    section = written().sections[0]
    lengths = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.left_margin,
        section.bottom_margin,
        section.right_margin,
    )
    # a .docx keeps twentieths of a point
    for found, wanted in zip(lengths, (210, 297, 37, 28, 35, 26), strict=True):
        assert abs(found - Mm(wanted)) < Pt(0.1)


def test_type_and_lines():
    document = written()
    by_text = {p.text: p for p in document.paragraphs if p.text}
    assert fonts(by_text["关于试验的报告"]) == {"方正小标宋简体"}
    assert by_text["关于试验的报告"].runs[0].font.size == Pt(22)
    assert fonts(by_text["一、基本情况"]) == {"黑体"}
    assert fonts(by_text["（一）经过"]) == {"楷体_GB2312"}
    body = by_text["苯泄漏约 20 t。〔需核实〕"]
    assert "仿宋_GB2312" in fonts(body)
    assert body.paragraph_format.first_line_indent == Pt(32)
    normal = document.styles["Normal"]
    assert normal.font.size == Pt(16)
    assert normal.paragraph_format.line_spacing == Pt(28)


def test_headings_are_black_and_found_by_the_navigation():
    document = written()
    heading = next(p for p in document.paragraphs if p.text == "一、基本情况")
    assert heading.style.name == "Heading 1"
    assert heading.style.element.rPr.find(qn("w:color")) is None


def test_the_table_fits_the_type_area_and_repeats_its_heading():
    table = written().tables[0]
    assert [[c.text for c in row.cells] for row in table.rows][1] == ["涪陵取水口", "次日 8 时"]
    widths = [cell.width for cell in table.rows[1].cells]
    assert sum(widths) <= Mm(156) + Pt(1)
    assert abs(widths[0] - 2 * widths[1]) < Pt(1)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_the_foot_counts_pages():
    foot = written().sections[0].footer.paragraphs[0]
    assert "PAGE" in "".join(e.text or "" for e in foot._element.iter(qn("w:instrText")))
