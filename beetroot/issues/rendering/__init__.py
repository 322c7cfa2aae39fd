"""From an issue's rows to its document, and from the document to everything that readers get."""

from beetroot.issues.rendering.changes import changes_everywhere, changes_on_the_web, offered_lines
from beetroot.issues.rendering.document import candidate_hash, issue_document
from beetroot.issues.rendering.letters import is_gravely_corrected, last_wrong, unmailed, wrong_issues
from beetroot.issues.rendering.mail import html_part, mail_template, proof_template, text_part, welcome_template
from beetroot.issues.rendering.problems import document_problems, issue_problems
from beetroot.issues.rendering.web import archive_html, feed_html

__all__ = [
    "archive_html",
    "candidate_hash",
    "changes_everywhere",
    "changes_on_the_web",
    "document_problems",
    "feed_html",
    "html_part",
    "is_gravely_corrected",
    "issue_document",
    "issue_problems",
    "last_wrong",
    "mail_template",
    "offered_lines",
    "proof_template",
    "text_part",
    "unmailed",
    "welcome_template",
    "wrong_issues",
]
