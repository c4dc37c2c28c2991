"""The report of one reading: facts, as JSON for programs and as PDF for people. The same facts give the same bytes."""

from watermark.evidence.facts import AuditEntry, Circumstances, Report, SessionFacts
from watermark.evidence.gather import report_of
from watermark.evidence.pdf import to_pdf
from watermark.evidence.pictures import Pictures, pictures_of
from watermark.evidence.text import to_json
from watermark.evidence.words import Sentence
from watermark.evidence.write import write_report

__all__ = [
    "AuditEntry",
    "Circumstances",
    "Pictures",
    "Report",
    "Sentence",
    "SessionFacts",
    "pictures_of",
    "report_of",
    "to_json",
    "to_pdf",
    "write_report",
]
