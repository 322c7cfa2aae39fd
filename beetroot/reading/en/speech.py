# ruff: noqa: E501 - word lists and patterns are read by the line
"""How English news says that somebody said something."""

import re

from beetroot.reading.words import SpeechWords

_CUES = """say says said saying tell tells told telling add adds added adding ask asks asked asking write writes wrote written writing
explain explains explained explaining note notes noted noting argue argues argued arguing claim claims claimed claiming warn warns warned warning
insist insists insisted insisting call calls called calling describe describes described describing declare declares declared declaring
reply replies replied replying respond responds responded responding suggest suggests suggested suggesting continue continues continued continuing
tweet tweets tweeted tweeting state states stated stating announce announces announced announcing acknowledge acknowledges acknowledged acknowledging
conclude concludes concluded concluding recall recalls recalled recalling admit admits admitted admitting deny denies denied denying
accuse accuses accused accusing urge urges urged urging report reports reported reporting vow vows vowed vowing promise promises promised promising
remark remarks remarked remarking joke jokes joked joking quip quips quipped complain complains complained complaining
predict predicts predicted predicting stress stresses stressed stressing emphasize emphasizes emphasized emphasizing emphasise emphasised underscore underscores underscored underscoring
underline underlined underlines concur concurs concurred agree agrees agreed point pointed points pointing confirm confirms confirmed confirming
assert asserts asserted asserting contend contends contended maintain maintains maintained maintaining caution cautions cautioned observe observed
proclaim proclaims proclaimed lament lamented laments intone intones intoned shout shouted shouts yell yelled cry cried chant chanted chanting reiterate reiterated reiterates
demand demanded demands testify testified testifies comment commented comments muse mused recount recounted recounts allege alleged alleges
pledge pledged pledges promise boast boasted boasts blame blamed criticize criticized criticizes criticise criticised slam slammed slams blast blasted blasts denounce denounced denounces
dismiss dismissed dismisses condemn condemned condemns characterize characterized refer referred refers decry decried decries praise praised praises hail hailed hails brand branded brands dub dubbed
deem deemed label labeled labelled mock mocked mention mentioned mentions post posted posts clarify clarified specify specified elaborate elaborated interject interjected exclaim exclaimed whisper whispered
counter countered counters retort retorted sigh sighed opine opined estimate estimated estimates reckon reckons reckoned read reads reading sing sang quote quoted quotes cite cited cites
tell reveal revealed reveals disclose disclosed assure assured assures advise advised advises propose proposed proposes summarize summarized hope hoped fear feared
threaten threatened threatens rule ruled find found order ordered instruct instructed recommend recommended defend defended defends implore implored plead pleaded exhort exhorted exhorts scold scolded scolds laud lauded likened likens liken attack attacked attacks wonder wondered wonders ridiculed chided rebuked taunted ranted griped fumed typed raged encourage encouraged encourages encouraging
portray portrayed portrays portraying depict depicted depicts paint painted paints tout touted touts touting deride derided derides disparage disparaged scoffed express expressed expresses expressing voiced
concede concedes conceded conceding believe believes believed think thinks thought consider considers considered feels felt repeat repeated repeats repeating echoed bemoan bemoaned thank thanked apologized answer answers answered answering
chastised lambasted railed ripped hinted implied implies insinuated speculated swore welcomed applauded urges vowing praising accusing questioned mused"""
# Verbs that make a sentence a report without quotation marks; narrower, since everything else in it is narration.
_REPORTS = """say says said saying tell tells told claim claims claimed claiming argue argues argued arguing warn warns warned suggest suggests suggested insist insists insisted
announce announces announced maintain maintains maintained acknowledge acknowledges acknowledged allege alleges alleged deny denies denied report reports reported assert asserts asserted
note notes noted explain explains explained add adds added adding contend contends contended predict predicts predicted proclaim proclaims proclaimed
confirm confirms confirmed declare declares declared state states stated stress stresses stressed recall recalls recalled
conclude concludes concluded concede concedes conceded admit admits admitted believe believes believed estimate estimates estimated write writes wrote caution cautions cautioned point pointed points accuse accuses accused
rule ruled rules found finds think thinks thought testify testified complain complains complained emphasize emphasized underscore underscored promise promised promises vow vowed vows arguing alleging insisting warning noting claiming stating explaining telling predicting pledge pledges pledged observe observed mention mentioned reiterate reiterated"""
# Forms that are nouns as often: a verb only where their subject stands right in front of them.
_NOUNS = """tweet tweets comment comments claim claims report reports post posts promise promises demand demands attack attacks joke jokes estimate estimates label labels quote quotes call calls
order orders rule note notes state states point points praise cry cries fear fears hope hopes warning warnings pledge pledges remark remarks boast boasts slam blast brand find read reading readings saying writing
writings posting charge charges chant chants shout shouts wonder ranking blame mention mentions mock"""
_ROLES = """analyst expert minister president leader professor director spokesman spokeswoman spokesperson chairman chairwoman chair chairperson head chief editor journalist reporter
correspondent activist lawyer attorney fellow researcher scholar economist historian politician lawmaker senator congressman congresswoman representative governor mayor secretary ambassador envoy
diplomat general colonel commander officer official deputy adviser advisor strategist coordinator founder co-founder cofounder owner manager executive ceo author writer poet blogger singer actor actress director producer
candidate nominee king queen prince princess pope bishop archbishop priest rabbi judge justice prosecutor detective sheriff resident teacher doctor physician nurse student farmer worker volunteer soldier veteran
scientist psychologist sociologist specialist consultant critic columnist commentator pollster lecturer dean rector chancellor premier lord baroness sir dame captain coach player partner wife husband
superintendent principal headteacher headmaster headmistress trustee councillor councilwoman councilman cllr alderman comptroller auditor marshal paramedic chaplain imam pastor vicar reverend rev
constable inspector sergeant warden ranger midwife pharmacist vet veterinarian chef trader broker forecaster meteorologist seismologist parent motorist pedestrian tourist agent epidemiologist virologist astronomer physicist chemist geologist climatologist
mother father son daughter brother sister neighbor neighbour witness defender ombudsman commissioner member delegate negotiator whistleblower dissident exile refugee engineer architect artist photographer
filmmaker entrepreneur businessman businesswoman investor banker lobbyist treasurer vice-president undersecretary rep sen gov gen col lt sgt maj capt dr prof mr mrs ms miss chairperson organizer
biologist ecologist geographer hydrologist librarian curator archivist translator publisher programmer driver miner baker fisherman pensioner shopkeeper conductor composer musician"""
_OUTLET = r"(?P<to>(?:the |a |an )?(?:[A-Z0-9][\w.’'&-]*(?: (?:of |for |the |and )?[A-Z0-9][\w.’'&-]*){0,5}|reporters|journalists|lawmakers|investors|supporters|parliament|state (?:media|television|tv)|a (?:news|press) conference|the (?:crowd|audience|agency|newspaper|court|outlet|channel|station|broadcaster|news agency|news site)))"
_LISTENERS = r"(?:me|us|him|her|them|(?:the |his |her |their )?(?:police|officers|detectives|investigators|agents|prosecutors|jurors|judge|colleagues|staff|fans|members|councillors|lawmakers|[A-Z][a-z]+))"
# "The agriculture ministry", "two senior officials", "Belarusian media": what may stand before a noun that speaks.
_NOT_BEFORE = r"(?!(?:of|in|for|and|that|to|by|with|from|on|at|as|who|which|is|was|are|were|has|have|had|said|told|percent|but|or)\b)"
_DETERMINED = rf"(?:(?:(?:one|some|many|most|several|two|three|both|all|each) of )?(?:the|an?|his|her|its|their|our|some|many|most|several|other|one|two|three|both|a few|local|senior|former|military|political|state|state-run|independent|foreign|western|government|unnamed|anonymous|legal|security|intelligence|(?-i:[A-Z][a-z]+(?:ian|ish|ese|an|i|ch)|[A-Z][A-Z.]+))\s(?:{_NOT_BEFORE}[a-z-]+\s){{0,2}})?"

# A noun phrase: a determiner or an owner, up to four words that are no function words, a noun in small letters.
_NO_WORD = r"(?:of|in|for|and|that|to|by|with|from|on|at|as|who|which|is|was|are|were|be|been|has|have|had|said|says|say|told|tells|but|or|not|if|when|while|after|before|because|than|then|so|just|only|about|he|she|it|they|we|i|you|him|them|his|her|its|their|the|an?|did|does|do|will|would|could|should|can|may|might|this|these|those|there|also|over|into|against|during|since|until|every|first|second|third|last|time|way|thing|day|year|week|month|days|years|weeks|months|hours|minutes|times|morning|night|evening|saying|adding|telling|arguing|claiming|noting|calling|later|still|already|often|now|again|never|always|once|soon|\w+ly)"
_OWNER = r"(?:(?!(?:there|here|it|that|what|he|she|who|let|where|how|one)[’']s)(?:the\s)?(?:(?-i:[A-Z])[\w.-]+\s){0,3}[\w-]+[’']s?\s)"
_NOUN_PHRASE = rf"(?:(?:the|an?|his|her|its|their|our|my|one|another|both|some|several|many|most|few|two|three|four|five|six|seven|eight|other|these|those|this)\s|{_OWNER})(?:(?!{_NO_WORD}\s)[\w’'.-]+\s){{0,4}}?(?!{_NO_WORD}\b|(?!ruling|filing|briefing|king|hearing|finding)\w+ing\b)(?-i:[a-z])[a-z-]+"
# "Auditors concluded …": a plural needs no article, but stands right at the head of its clause.
_BARE_PLURAL = rf"(?:(?!{_NO_WORD}\s)[\w’'-]+\s){{0,3}}(?!{_NO_WORD}\b)[a-z-]{{3,}}(?<![su])s"
_VERB = r"(?:\w+ed|said|says|told|tells|has|have|had|is|was|were|are|will|would|went|took|made|gave|wrote|writes|spoke|came|went|goes|did|does|can|could|may|might|also|later|still|then)"

_GROUPS = "mps|meps|councillors|senators|peers|guards|rescuers|firefighters|paramedics|medics|detectives|jurors|farmers|miners|drivers|passengers|survivors|families|rebels|militants|insurgents|separatists|negotiators|mediators|tenants|landlords|shareholders|regulators|executives|bankers|traders|forecasters|pollsters|organisers|nurses|inspectors|coastguards|veterans|refugees|migrants|detainees|prisoners|authorities|officials|residents|protesters|protestors|demonstrators|lawmakers|prosecutors|police|investigators|activists|campaigners|organizers|supporters|critics|opponents|economists|scientists|researchers|historians|lawyers|doctors|soldiers|locals|villagers|voters|parents|teachers|students|workers|republicans|democrats|conservatives|aides|leaders|ministers|diplomats|authors|co-authors|judges|commanders|witnesses|relatives|neighbors|neighbours|rights groups|opposition|government|campaign|company|ministry|court|committee|union|team|administration|party|office|agency|commission|institute|bank|university|regime|military|army|crowd|sources|experts|analysts|observers"

_BODY_NOUNS = "force forces airline retailer manufacturer lender developer utility carmaker mission unions ministry department council office board authority agency operator company firm service commission committee court government embassy bank union association federation party police army navy military regime administration institute university campaign team club company bureau directorate inspectorate prosecutors council parliament assembly treasury fund charity foundation hospital church diocese consortium regulator watchdog"
_PAPERS = "tweets posts messages videos memos emails e-mails notes documents records filings statement statements letter letters report post tweet message video memo email e-mail note document lawsuit complaint petition release article"
_MEDIA = "media newspaper newspapers press agency agencies outlet outlets broadcaster broadcasters television channel channels site sites tabloid tabloids report reports newsroom"
_UNNAMED = "them expert experts analyst analysts observer observers source sources insider insiders people official officials commentator commentators critics spokesman spokeswoman spokesperson spokespeople aide aides resident residents witness witnesses diplomat diplomats economists person man woman"

_PLAIN = "said|says|say|saying|adding|arguing|insisting|warning|alleging|believes?|claims|claimed|claiming|thinks?"
_FIRM = "reiterated|reported|reports|insist(?:s|ed)|warn(?:s|ed)|argue[sd]|estimate[sd]?|concluded|acknowledged|admit(?:s|ted)|conceded|predict(?:s|ed)|stressed|maintain(?:s|ed)|alleged|note[sd]|announced|confirmed|declared|suggest(?:s|ed)|feared|added|explained"
_FINITE = "(?:is|are|was|were|will|would|has|have|had|can|could|cannot|may|might|must|should|does|did|do|[a-z]+n[’']t)"
_OPENER = (
    "(?:the|it|he|she|they|an?|there|his|her|their|its|this|these|those|all|no|some|most|many|both|at least|more than)"
)
# Up to its verb a clause's subject holds no mark, and no word that would make it part of another clause.
_CLAUSE_HEAD = r"(?:(?:up to )?(?!(?:that|who|which|whose|when|while|if|because|to|in|on|at|from|with|by|as|during|after|before|so|through|via|and|but|what|how|why|where|whether|which)\b)[\w’'%$€£.-]+(?: of| to [a-z]+)? ){1,9}?"
_SHORTLY = "\\s(?:afterwards?|later|earlier|previously|recently|yesterday|today)(?: on)?"
_ADVERBIAL = r"(?:\s(?:on|in|at|via|during|after|through)\s[^,.;:“”\0]{2,60}?|\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: [a-z]+)?|\s(?:later|afterwards|earlier|yesterday|today|[a-z]+ly))"

SPEECH = SpeechWords(
    heads={
        "group": frozenset(noun.split()[-1] for noun in _GROUPS.split("|")),
        "media": frozenset(_MEDIA.split()),
        "unnamed": frozenset(_UNNAMED.split()),
    },
    cues=frozenset(_CUES.split()),
    report_cues=frozenset(_REPORTS.split()),
    pronouns={"he": "m", "she": "f", "they": "n", "i": "n", "we": "n"},
    possessives={},
    collective=frozenset({"it", "they"}),
    sexes=(),
    definite=re.compile(r"\b(?:[Tt]he|[A-Z][\w-]+[’']s) (?P<one>[a-z-]+)(?: (?P<two>[a-z-]+))?\b(?![’'])"),
    definite_article="the ",
    offices=frozenset(),
    as_said=re.compile(
        r"^\(?As [^,]{3,70}? (?P<cue>said|says|noted|notes|explained|explains|argued|argues|wrote|writes|reported|recalled|put|puts)(?: it| [^,]{3,40})?,\s"
    ),
    as_put=re.compile(r"\b[Aa]s (?P<who>[^,.;:“”\0]{3,60}?) (?P<cue>puts?|said|says) (?:it,\s*[“\"‘]?)$"),
    as_put_after=re.compile(
        r",?\s[Aa]s (?P<who>[^,.;:“”\0]{2,60}?) (?P<cue>puts?|says|said|calls|called|describes|described|phrases|phrased)(?: (?:it|them|him|her))?(?=[.,;]|$)"
    ),
    titled=re.compile(r"(?P<kind>(?!))(?P<name>)"),
    dialogue=re.compile(r"(?!)"),
    body_like=re.compile(r"(?!)"),
    body_nouns=frozenset(_BODY_NOUNS.split()),
    media_after=re.compile(r"(?P<cue>(?!))(?P<who>)"),
    title_words=0,
    according=re.compile(
        r"\b[Aa]ccording to (?P<who>[^,.;:()“”\"—–]{2,120})|\b[Ii]n the words of (?P<who2>[^,.;:()“”\"]{2,80})|\b[Ii]n (?P<who3>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2})[’']s? (?:words|view|opinion)\b"
    ),
    roles=frozenset(_ROLES.split()),
    groups=re.compile(
        rf"(?<![\w-])(?:(?:group|panel|team|coalition|number|handful) of (?:[a-z]+ )?)?(?:{_GROUPS})\b",
        re.I,
    ),
    media=re.compile(
        r"\b(?:media(?: outlets?| reports?)?|newspapers?|press|news agenc(?:y|ies)|outlets?|broadcasters?|television|TV channels?|news sites?|tabloids?|news reports?|newsroom)\b",
        re.I,
    ),
    unnamed=re.compile(
        r"\b(?:(?:one|some|many|most|several|two|three|both) of them|experts?|analysts?|observers?|sources?|insiders?|(?:people|person) familiar with [\w’-]+(?: [\w’-]+){0,3}?(?= (?:said|says|told|\w+ed)\b|[,.;])|officials?|commentators?|critics|spokes(?:man|woman|person|people)|aides?|residents?|witness(?:es)?|diplomats?|economists|person|man|woman)\b",
        re.I,
    ),
    determined=re.compile(rf"\b{_DETERMINED}$", re.I),
    hedges=re.compile(
        r"\b(?:reportedly|allegedly|purportedly|supposedly|ostensibly|apparently|seemingly|presumably|by all (?:appearances|accounts)|it (?:appears|seems) that|so-called|it is said|is said to|rumou?red)\b",
        re.I,
    ),
    reported_words=re.compile(r"\b(?:reportedly|allegedly|purportedly|supposedly)\b", re.I),
    mediums=(
        re.compile(
            r"(?<=[’']s )(?:[\w-]+ ){0,2}?(?:announcement|statement|speech|address|report|letter|post|tweet|testimony|book|memoir|column|article|press release|interview)(?=,| that| the| it| he| she|$)"
        ),
        re.compile(r"\b(?:told|telling|tells) " + _OUTLET),
        re.compile(
            r"(?<=\bissued )an? (?:[\w-]+ )?(?:statement|letter|report)\b|(?<=\breleased )an? (?:[\w-]+ )?(?:statement|letter|video|report)\b|(?<=\bpublished )an? (?:[\w-]+ )?(?:statement|letter|video|report|post)\b"
        ),
        re.compile(
            r"\b[Ww]riting (?:for|in|on) (?:the |The )?[A-Z][\w.’'&-]*(?: (?:of |for |the )?[A-Z][\w.’'&-]*){0,4}"
        ),
        re.compile(
            r"\b(?:[Ii]n|[Oo]n|[Vv]ia|[Dd]uring|[Aa]t|to|[Ww]ith|[Ff]rom) (?:an? |the |his |her |their |its )?(?:[\w’'-]+ ){0,4}?(?:tweets?|interviews?|statement|press conference|news conference|teleconference|conference call|briefing|speech|address|op-ed|blog post|post|Facebook post|letter|email|e-mail|memo|report|debate|rally|hearing|testimony|podcast|video|article|essay|column|press release|phone call|telephone interview|broadcast|sermon|lecture|text message|message|appearance|broadcast|livestream|town hall|fundraiser|summit|joint board meeting|board meeting|meeting|session|forum|conference)\b(?: (?:of|with|for) (?:the )?[\w’' -]{2,70}?(?=[,.;:—–(“\"]| on | in | at |$))?"
        ),
        re.compile(
            r"\b(?:on|via) (?:Twitter|X|Facebook|Instagram|Telegram|YouTube|TikTok|Snapchat|Truth Social|state television|state TV|television|the radio|radio|CNN|MSNBC|Fox News|NBC|ABC|CBS|[A-Z][\w’']+[’']s? (?:show|program))(?:[’']s? [“\"‘]?[A-Z][\w ]{2,30}[”\"’]?)?"
        ),
    ),
    finite=re.compile(
        r"\b(?:is|are|was|were|will|would|has|have|had|can|could|may|might|must|should|does|did|do|\w{2,}ed|came|went|took|made|gave|began|lost|won|fell|rose|knew|knows|\w+n[’']t|(?:he|she|it|they|we|i) (?:now |still |also |never |\w+ly )?[a-z]{3,})\b",
        re.I,
    ),
    thing="it",
    that_only=frozenset({"found", "finds", "ruled", "rules"}),
    firms=frozenset(
        [
            "company",
            "firm",
            "group",
            "operator",
            "airline",
            "retailer",
            "manufacturer",
            "bank",
            "lender",
            "developer",
            "utility",
            "carmaker",
            "charity",
            "union",
            "university",
            "club",
            "publisher",
            "broadcaster",
        ]
    ),
    short_roles={
        "gov": "governor",
        "sen": "senator",
        "rep": "representative",
        "gen": "general",
        "prof": "professor",
        "col": "colonel",
        "lt": "lieutenant",
        "capt": "captain",
        "rev": "reverend",
        "cllr": "councillor",
    },
    denial=re.compile(
        r"\((?:something|which|a claim|an accusation|this|a charge|an allegation|claims?)(?: that)? (?P<who>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}|(?:the )?[\w ]{3,40}?|he|she) (?:has |have )?(?:later |since |repeatedly |subsequently |always )*(?:denied|denies|rejected|rejects|disputed|disputes|dismissed)\b|(?:, (?:which|a claim|something|an accusation|a charge)(?: that)? (?P<who2>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}|he|she) (?:has |have )?(?:later |since |repeatedly )*(?:denied|denies|rejected|disputed)\b)"
    ),
    papers=frozenset(_PAPERS.split()),
    agreeing=frozenset(
        ["concur", "concurs", "concurred", "agree", "agrees", "agreed", "agreeing", "echoed", "echoes", "echoing"]
    ),
    similar=re.compile(
        r"\b(?:(?:has |have |had |also )*(?P<cue>express(?:ed|es)?|voiced?|voices|shares?|shared|holds?|held|hold) (?:(?:a|the|this|that|these|those|his|her|their|much the) )?(?:similar|same|identical) (?:views?|opinions?|concerns?|fears?|assessments?|doubts?|positions?)|(?P<cue2>shares?|shared) (?:this|that|his|her|their) (?:views?|opinions?|concerns?|assessment))\b"
    ),
    judging=frozenset(
        [
            "decried",
            "decries",
            "denounced",
            "denounces",
            "condemned",
            "condemns",
            "criticized",
            "criticizes",
            "criticised",
            "criticises",
            "praised",
            "praises",
            "welcomed",
            "lamented",
            "laments",
            "blamed",
            "blames",
            "rejected",
            "rejects",
            "dismissed",
            "dismisses",
            "accused",
            "accuses",
            "slammed",
            "blasted",
            "defended",
            "ridiculed",
            "mocked",
            "hailed",
            "urged",
        ]
    ),
    author_hedges=re.compile(
        r"\b(?:by all (?:appearances|accounts)|apparently|ostensibly|presumably|seemingly|it (?:appears|seems) that)\b",
        re.I,
    ),
    auxiliary=re.compile(
        r"(?:\b(?:has|have|had|is|was|were|been|be|also|later|then|once|again|even|just|now|did|does|do|would|could|may|might|went on to|goes on to|(?:was|is) quick to|rushed to|took to \w+ to"
        r"|appeared to|seemed to|sought to|tried to|continued to|to|not|n[’']t|never|still|since|often|instead|further|and|who|which|that|both|all|each|today|yesterday|earlier"
        r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\w+ly)\b[\s,]*)+$",
        re.I,
    ),
    determiners=re.compile(
        r"(?:^|\W)(?:the|an?|of|his|her|their|its|this|that|such|more|no|any|my|our|your|in|for|by|with|would|could|might|may|should|must|(?:is|are|was|were|be)(?: \w+ly)? to|(?:his|her|their|its|an?)\s[\w-]+ed)\s$",
        re.I,
    ),
    oblique=re.compile(
        r"\b(?:in|of|from|at|with|to|for|by|on|about|against|between|under|over|into|near|like|than|via|toward|towards|after|before|including|behind|through)\s(?:the\s|an?\s)?(?:(?:[a-z-]+\s)?(?:journal|magazine|newspaper|website|site|company|firm|charity|network|channel|outlet|nonprofit|startup|think tank)\s)?$",
        re.I,
    ),
    clause=re.compile(r"[:;—–]\s|\s[-]\s|\bbut\b|\bwhile\b|\bwhen\b|\bafter\b|\bas\b|\bbecause\b|\bif\b|\band\b"),
    particle=re.compile(r"point(?:ed|s|ing)? out|hit back|called on|calls on|went on"),
    that=re.compile(
        r"(?:,\s(?:however|meanwhile|though|moreover|in turn|too|nevertheless|for (?:his|her|its|their) part),)?(?:\s(?:out|(?:on|in|at|to|during|before|after|over) (?:(?!that\b)[\w’'-]+ ?){1,6}|(?:this|last|earlier this) \w+|[A-Z][a-z]{2,8}\.? \d{1,2}|later|also|yesterday|today|again|[A-Z][a-z]+day|\w+ly)(?: (?:morning|afternoon|evening|night))?)?,?\sthat\s"
    ),
    nouns=frozenset(_NOUNS.split()),
    told=frozenset({"told", "tells", "tell", "warned", "warns", "assured", "reminded", "informed"}),
    conjunction=re.compile(r"\b(?:after|before|since|until|than)\s(?:the\s)?$"),
    apposition=re.compile(
        r", (?P<what>(?:an?|the|[a-z]+|[A-Z][\w-]+[’']s)(?: (?!who |which |whose )[^,;:\0\s]+){1,24})(?: (?:who|which|whose) [^,;:\0]{1,120})?,$"
    ),
    while_clause=re.compile(r",\s(?:while|but|whereas)\s"),
    finders=frozenset(
        [
            "study",
            "report",
            "review",
            "survey",
            "analysis",
            "investigation",
            "inquiry",
            "audit",
            "poll",
            "paper",
            "research",
            "researchers",
            "scientists",
            "authors",
            "auditors",
            "inspectors",
            "investigators",
        ]
    ),
    passive=re.compile(r"\b(?:is|was|were|are|been|being|be|[a-z]+n[’']t)\s(?:\w+ly\s)?$"),
    # A clause without "that": after the plainest verbs it may open with anything that opens a noun phrase ("she said
    # the bridge …"); after others, or behind "in a statement", a subject and its verb must be seen.
    bare_clause=re.compile(
        rf"(?:(?:{_PLAIN}){_SHORTLY}\s(?P<clause1>)(?:{_OPENER}\b|(?-i:[A-Z]))"
        rf"|(?:{_PLAIN})\s(?:if\s|{_OPENER}\b|(?-i:[A-Z])|{_CLAUSE_HEAD}(?:{_FINITE}|\w{{2,}}ed)\b)"
        rf"|(?:{_PLAIN}){_ADVERBIAL}\s(?P<clause2>)(?={_OPENER}\b){_CLAUSE_HEAD}{_FINITE}\b"
        rf"|(?:told|tells|telling) (?:{_OUTLET}|{_LISTENERS})(?:{_ADVERBIAL})?\s(?P<clause3>)(?={_OPENER}\b){_CLAUSE_HEAD}(?:{_FINITE}|\w{{2,}}ed)\b"
        rf"|point(?:s|ed) out\s(?P<clause4>)(?:{_OPENER}\b|{_CLAUSE_HEAD}{_FINITE}\b)"
        rf"|(?:found|finds)\s{_CLAUSE_HEAD}{_FINITE}\b"
        r"|(?:pledge[sd]?|vow(?:s|ed)?|promise[sd]?|threaten(?:s|ed)?) to\s[a-z]+"
        rf"|(?:{_FIRM})\s(?:(?:he|she|they)\s[a-z]|it\s(?:still|now|also|never|\w{{2,}}s)\s|{_CLAUSE_HEAD}{_FINITE}\b)"
        rf"|(?:{_FIRM})\s(?:at least |more than |nearly |about |some |up to )?(?=\d){_CLAUSE_HEAD}\w{{2,}}ed\b)"
    ),
    verb=re.compile(
        r"(?!retired|exiled|elected|unelected|appointed|jailed|imprisoned|disgraced|renowned|ousted|sacked|wounded|convicted|armed|united|\w+-\w+)\w{2,}ed"
    ),
    participle=re.compile(r"\w+ing", re.I),
    belongs_to=re.compile(r"\s(?:for|of|from|at|with|in|close to)\s(?:the\s|an?\s)?"),
    article=re.compile(r"^(?:the|a|an)\s", re.I),
    phrase_before=re.compile(
        rf"(?:\b(?P<phrase>{_NOUN_PHRASE}|(?:(?<=^)|(?<=[,;:—–]\s)|(?<=\bbut\s)|(?<=\bwhile\s)){_BARE_PLURAL})|(?:^|[\s“(])(?P<thing>it))$",
        re.I,
    ),
    phrase_after=re.compile(rf"\s(?P<phrase>{_NOUN_PHRASE})(?=[,.;\s]|$)", re.I),
    phrase_opens=re.compile(
        rf"(?:[A-Z][^,.;“”\0]{{2,50}},\s)?(?P<phrase>{_NOUN_PHRASE}(?=\s{_VERB}\b|,\swho(?:se)?\b)|{_BARE_PLURAL}(?=,\swho(?:se)?\b))",
        re.I,
    ),
    # "called X names and referred to …": the second verb has the subject of the first.
    joined=re.compile(r"\b(?:and|but|then|or)\s(?:(?:also|then|later|once|\w+ly)\s)?$"),
    # `X said, "…," when Y answered`: what follows in such a clause is no source.
    breaks=re.compile(r"[:;—–]\s|\bbut\b|\bwhile\b|\bthat\b|\bbecause\b|\bwhen\b|\bafter\b|\bif\b"),
    relative=re.compile(r",\s(?:who|whose|whom|which|speaking|citing|quoting|(?:an?|the)\s[^,.;:“”\0]{2,60}?\swho)\b"),
    elsewhere=re.compile(
        r"\bsince\s$|\b(?!published|broadcast|released|aired|posted|dated|recorded|gathered|assembled|issued|delivered)(?:is|are|was|were|will|would|has|have|had|can|could|may|might|must|should|does|did|\w{2,}ed|came|went|took|made|gave|began|lost|won|fell|rose)\b"
    ),
    turned=re.compile(r"[,\s]*(?:when|as|while|after|before|because|if|since|although|though|and|but|despite)\b"),
    told_that=re.compile(r"(?!\s(?:of|about|against|over)\s)(?:\s[\w’'-]+){0,12}?\sthat\s"),
    # Whoever answers a poll says nothing of their own.
    respondents=re.compile(
        r"\b(?:percent|per cent|%|share|majority|minority|number|proportion|one in (?:\w+)|(?:a |two |three )?(?:half|thirds?|quarters?|fifths?)(?: of)?|respondents?|those (?:polled|surveyed|asked))\b[^.;:]{0,60}\b(?:believe[ds]?|thinks?|thought|says?|said|agree[ds]?|disagree[ds]?|feels?|felt|consider(?:ed|s)?|support(?:ed|s)?|trust(?:ed|s)?|describe[ds]?)\b",
        re.I,
    ),
    naming=re.compile(
        r"\b(?:called?|calls|calling|dubbed|labell?ed|brand(?:ed)?|nicknam\w+|references? to|referred to|refers? to|known as)\b[^.;:“”]{0,30}$|\bas (?:an? |the )?$|\0[”\"] (?:and|or) $",
        re.I,
    ),
    as_what=re.compile(r"\bas (?:an? |the |being |“\0+” and (?:an? )?)?[“\"‘]?$"),
    works=re.compile(
        r"(?:[’']s?|\b(?P<of>of|in|for|to|at|with)|\b(?:on|show|program|programme|book|film|movie|series|novel|album|song|column|column in|broadcast of))\s$"
    ),
    not_speech_before=re.compile(
        r"(?:\b(?:so-called|known as|named|titled|entitled|nicknamed|the (?:term|word|words|phrase|slogan|motto|song|film|book|novel|album|hashtag|title)|(?:sayings|signs|placards|banners|posters) (?:such as|like),?|a (?:song|film|book|novel|play) (?:called|titled)?|headlined|slogans?(?: such as| like)?|hit|movie|series|show|documentary|film|album|novel|poem))\s*$",
        re.I,
    ),
    not_speech_after=re.compile(
        r"^ (?:formula|principles?|policy|policies|slogans?|campaigns?|rules?|programmes?|programs?|initiatives?|movement|doctrine|framework|model|strategy|labels?|hashtags?|protests?|mantra)\b|^,?\s(?:an?|the|his|her|their) (?:[\w-]+ ){0,3}?(?:novel|book|film|movie|song|album|play|poem|painting|opera|memoir|series|documentary|magazine|exhibition|essay collection)\b|^\s*\((?:[A-Z]\w+ )?(?:parlance|slang|jargon|the (?:official|name|term))",
        re.I,
    ),
)
