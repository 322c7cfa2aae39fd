# ruff: noqa: E501 - word lists and patterns are read by the line
"""English words for what was done: past events, agreements and their state, polls."""

import re

from beetroot.reading.words import DeedWords

_KIND = r"(?:agreements?|treat(?:y|ies)|pacts?|accords?|memorand(?:um|a)|protocols?|conventions?|doctrine|ceasefire|cease-fire|truce|charter)"
_PAST = r"\b(?!need|indeed|speed|feed|exceed|proceed|hundred|sacred|naked|red\b|bed\b|united\b)(?:\w{2,}ed|was|were|had|began|came|went|took|gave|won|lost|held|met|left|fell|rose|broke|became|ran|sent|told|fled|shot|struck|built|bought|brought|led|made|put|saw|set|sold|spoke|stood|threw|wrote|withdrew|overthrew|dropped|cut|hit|shut|grew|drew|swore|sought|found|fought|paid|kept|cast|split)\b"
_NO_PART = "the|this|that|its|an?|of|and|or|for|in|to|any|with|under|by|on|such|their|his|her|no|new|first|same|as|at|from|which|approved|signed|reached|called|said|made|is|was|are|were|be|new|peace"

DEEDS = DeedWords(
    past=re.compile(_PAST, re.I),
    unreal=re.compile(
        r"\b(?:will|would|could|might|(?-i:may)|if|should|unless|planned to|plans to|expected to|set to|scheduled|hopes? to|wants? to)\b",
        re.I,
    ),
    anaphor=re.compile(
        r"\b[Tt]he (?:agreement|treaty|pact|accord|alliance|deal),? (?=signed|which|was|has|reached|concluded|came|entered|never|remains|provides)"
    ),
    agreement_hint=re.compile(
        r"[Aa]greement|[Tt]reat[yi]|[Pp]act|[Aa]ccord|[Mm]emorand|[Pp]rotocol|[Cc]onvention|[Dd]octrine|[Cc]ease-?fire|[Tt]ruce|[Cc]harter|[0-9] [“\"]\0|\0[”\"] (?:programs?|programmes?|deal)|on paper"
    ),
    agreement=re.compile(
        r"(?P<name>\b(?:[A-Z][\w’-]+ (?:of |on |for |and )?){1,5}(?:Agreement|Treaty|Pact|Accords?|Memorandum|Protocol|Convention|Doctrine|Charter)s?\b"
        rf"|\b(?:(?!(?:{_NO_PART})\b)[a-z][a-z’-]+ ){{1,2}}{_KIND}\b"
        r"|[“\"]\0{3,40}[”\"] (?:programmes?|programs?|agreement|treaty|pact|accords?|deal)\b"
        r"|(?:(?<=of )|(?<=signed )|(?<=approved ))\d+ [“\"]\0{5,40}[”\"]"
        rf"|\b(?:(?!(?i:{_NO_PART})\b)[\w’-]+ ){{0,3}}(?!(?i:{_NO_PART})\b)[\w’-]+(?=,? (?:which|that|who) (?:\w+ ){{0,2}}(?:existed|exists|existing|remained|remains) (?:only |mostly )?on paper\b))"
    ),
    status=re.compile(
        r"\b(?:signed|ratified|approved|concluded|reached|initialled|in force|(?:never|not|not yet|only partly|partly|partially|fully) (?:fully |been )?(?:implemented|ratified|signed|applied)|(?:previously |once |so far |until now )?(?:existed |exists |remained |remains )?(?:only |mostly )?on paper|suspended|terminated|broken|collapsed|expired|denounced|withdr[ae]wn?|updated|proposed|draft|under negotiation|have implemented (?:nearly |about |only )?(?:half|all|most|some|\d+))\b",
        re.I,
    ),
    progress=re.compile(
        r"\b(?:implemented|ratified|applied|carried out|suspended|broken off) (?:nearly |about |almost |only |just |fewer than |more than )*(?:half|all|most|some|none|a third|two[- ]thirds|a quarter|\d+)?(?= of (?:these|the|those|them|its)\b)"
    ),
    signed=re.compile(r"\b(?:signed|concluded|reached|approved|ratified|initialled)\b", re.I),
    poll=re.compile(
        r"\b(?:[Pp]olls?|[Ss]urveys?|[Pp]olling)\b(?: of [\w, ]{3,40}?)?(?: (?:conducted|carried out|commissioned|published|taken|released))?(?: (?:in|on|last|this|earlier this|late last) [\w ,]{3,20}?)? (?:by|from) (?:the )?(?P<by>[A-Z][\w’&-]*(?: (?:of |for |and )?[A-Z][\w’&-]*){0,5})"
        r"|\b(?:[Aa]n?|[Tt]he|[Rr]ecent|[Nn]ew|[Ll]atest|[Ii]ndependent) (?P<name>(?!New|Recent)[A-Z][\w’&/-]*(?: (?:of |for |and )?[A-Z][\w’&/-]*){0,4}) (?:polls?|surveys?)\b"
        r"|\b(?:pollster|polling (?:firm|agency|organi[sz]ation|institute)) (?P<pollster>[A-Z][\w’&-]*(?: [A-Z][\w’&-]*){0,4})"
    ),
    same_poll=re.compile(
        r"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Tt]heir|[Ii]ts) (?:same |latest |online |telephone )?(?:polls?|surveys?)\b"
    ),
)
