# ruff: noqa: E501 - word lists and patterns are read by the line
"""Furniture of English web pages; tuned on many news sites, each pattern matches a whole line."""

import re

from beetroot.reading.words import PageWords

_NETWORK = (
    r"(?:facebook|twitter|x|telegram|whats\s?app|e-?mail|linked\s?in|reddit|copy(?: link)?|link copied!?|print|save|pocket"
    r"|bookmark|instagram|youtube|tiktok|viber|vk|threads|bluesky|mastodon|rss|flipboard|pinterest|tumblr|messenger|pin"
    r"|tweet|share|google\+?|google news|line|skype|more|sms|like|this page|flip it|gift)"
)
_FURNITURE = "|".join(
    (
        r"(?:skip|jump|go) to (?:the )?(?:main |primary |site |page )?(?:content|navigation|search|footer|menu|article|story|sidebar|comments|top).{0,30}",
        r"(?:click |tap )?(?:to )?(?:share|tweet|pin)\b(?: (?:to|on|this|via|with|the|article|story|or|page|now|link|it)\b.{0,40})?:?",
        rf"{_NETWORK}(?:[\s,|/•·]+(?:or |and )?{_NETWORK})*",
        r"(?:advertisements?|advertise(?:ment)? ?-.{0,40}|ad|sponsored(?: content)?|promoted(?: content)?|paid (?:content|post)|partner content)",
        r"(?:continue reading|keep reading|story continues|article continues|scroll (?:down )?to continue|remove ads).{0,60}",
        r"(?:read|see|find out|learn|view|show|load|discover|hear|watch) (?:more|next|all|less)\b.{0,120}",
        r"(?:read|see|watch|listen|also read|see also|read also|must read|also on .{0,30})\s?:.{0,200}",
        r"(?:also read|see also|read this next|read next|what to read next|up next|next up|next (?:article|story|post)|previous (?:article|story|post)).{0,160}",
        r"related(?:[: ]| ?(?:articles?|stories|story|coverage|topics?|news|content|posts?|links?|reading|items|video)\b).{0,100}|related",
        r"more (?:from|on|stories|like this|news|in|about|coverage|headlines|to read)\b.{0,80}",
        r"(?:recommended|suggested)(?: for you| stories| reading| articles| videos)?",
        r"(?:you )?(?:may|might) (?:also )?(?:like|be interested|have missed).{0,60}",
        r"you may also (?:like|be interested).{0,60}",
        r"(?:most|just|top|latest|popular|trending|featured|recent)(?: (?:read|popular|viewed|shared|in|now|news|stories|today|posts?|articles|videos|headlines|recent|commented|watched|emailed|on .{1,30}))+:?",
        r"(?:trending|popular|latest|featured|highlights)",
        r"(?:editor|editors)['’]?s?['’]? (?:picks?|choice)|don['’]t miss(?: out)?.{0,40}|in case you missed it|what to know|you['’]ll also like",
        r"(?:reading time:?\s*)?\d{1,3}[ -]min(?:ute)?s?\.?(?:[ -](?:read|listen|watch).{0,10})?|reading time:?.{0,20}|estimated reading.{0,20}",
        r"\d[\d,.]*k? (?:comments?|shares?|views?|likes?|retweets?|reactions?|followers)|comments?(?: \(?\d+\)?)?|comments (?:are )?(?:off|closed|disabled).{0,40}",
        r"(?:leave|post|add|write|view|show|load|join|see|read|hide|sort|filter)(?: a| your| all| the| \d+)? (?:comments?|reply|conversation|discussion|replies).{0,40}",
        r"(?:sign|log)[ -]?(?:in|out|on|up)(?: / .{0,20}| or .{0,30}| to .{0,60}| with .{0,20})?|register|create (?:an )?account|my account|subscribe(?: now| today| here)?!?",
        r"(?:main )?menu|search.{0,20}|close(?: menu| search)?|open (?:menu|navigation|search)|toggle .{0,30}|home(?: ?page)?|sections?|navigation|expand|collapse|back",
        r"(?:donate|support us|support our (?:work|journalism).{0,60}|become a (?:member|patron|supporter|subscriber).{0,60}|make a (?:donation|contribution).{0,40}|give now|join us.{0,30}|contribute)",
        r"(?:newsletters?|podcasts?|about(?: us)?|contact(?: us)?|careers|jobs|advertise(?: with us)?|press|help|faqs?|feedback|rss feed|site ?map|archives?|our team|masthead|e-?paper|apps?|live(?: tv)?|videos?)",
        r"(?:privacy|terms|cookie|legal|accessibility|editorial)\b.{0,50}(?:policy|notice|statement|settings|of (?:use|service)|conditions|preferences|info(?:rmation)?|standards|guidelines)?",
        r"(?:accept|reject|allow|manage|decline)(?: all)?(?: cookies| preferences| options| settings| & close)?|got it!?|ok(?:ay)?|no,? thanks|dismiss|i agree|not now|maybe later",
        r"(?:we|this (?:web)?site|our (?:web)?site|by (?:using|continuing)).{0,60}\bcookies?\b.{0,300}",
        r"(?:read|lea|leer|lee|lire|leia|lesen|also available|available)(?: (?:it|this (?:article|story|text)))? (?:in|en|em|auf)\s?(?:the )?(?:(?:english|russian|ukrainian|belarusian|spanish|french|german|polish|hungarian|georgian|arabic|chinese|original|español|inglés|français|deutsch|english\b|portugu[eê]s|русск\w+|українськ\w+)\b.{0,120})",
        r"(?:lee|lea|leer|ver|vea|lisez|lire|à lire|lesen sie|leia|czytaj|přečtěte)(?: también| más| además| aussi| auch| também| też| także| si)\s?:?.{0,160}|(?:kapcsolódó|ajánlott|kedvenceink|hirdetés|megosztás|publicidad|publicité|anzeige|compartir|comentarios)(?: .{0,40})?:?",
        r"this (?:is (?:an )?ai[- ]generated|summary (?:is|was)).{0,200}|how (?:does|did) this (?:make you feel|story).{0,40}|before you go.{0,40}",
        r"(?:content |trigger )warning\s?:.{0,400}|this (?:article|story|video) contains (?:images|graphic|descriptions).{0,200}",
        r"back to (?:top|home|article|news|all).{0,30}|(?:return )?to top|scroll to top|↑.{0,20}|top",
        r"(?:follow|find|like|join|connect with|add) (?:us|me|.{1,30} on (?:facebook|twitter|x|instagram|telegram|google.{0,20}))\b.{0,60}",
        r"(?:©|\(c\)|copyright).{0,160}|.{0,100}all rights reserved.{0,60}",
        r"(?:tags?|topics?|filed under|categories|category|keywords|posted in|labels?|tagged)(?:\s*:.{0,200})?",
        r"(?:listen|play|pause|mute|replay|loading|watch live|transcript|caption|hide caption|toggle caption|enlarge|gallery|slideshow|view gallery|photos?)(?: to (?:this )?(?:article|story|page).{0,20})?\.{0,3}",
        r"(?:enlarge|expand|open|view|click|tap)(?: this)? (?:image|photo|picture|gallery|modal|to enlarge|to expand).{0,60}|image \d+ of ?/? ?\d+|\d+ ?(?:/|of) ?\d+",
        r"(?:enable|turn on|please enable|you need to enable) javascript.{0,100}|your browser does(?: not|n['’]t) support.{0,80}|video player.{0,40}|this video .{0,80}",
        r"(?:was|is|did you find) this (?:article|page|story|information) .{0,30}\?|thank you for (?:reading|your (?:support|feedback)).{0,60}|report (?:a|an) (?:error|typo|problem).{0,30}",
        r"(?:download|get) (?:the|our) .{0,30}\bapp\b.{0,60}|available on (?:the )?(?:app store|google play|ios|android).{0,40}|app store|google play",
        r"(?:\d+|an?|one|two|three) (?:second|minute|hour|day|week|month|year)s? ago|just now",
        r"breaking(?: news)?|exclusive offer.{0,60}|special offer.{0,60}|limited time.{0,60}|(?:start|try) your free trial.{0,40}|already a (?:subscriber|member)\?.{0,40}",
        r"(?:have|got|do you have) (?:a|any) (?:tip|story|comment|question|feedback|correction).{0,260}|(?:send|email|e-mail) (?:us|your|this).{0,80}|contact the (?:author|editor|writer).{0,80}",
        r"(?:english|русский|українська|беларуская|français|deutsch|español|polski|eng|rus|ru|en|ua|by)(?:[\s|/•·]+(?:english|русский|українська|беларуская|français|deutsch|español|polski|eng|rus|ru|en|ua|by))*",
        r"(?:e-?mail|contact|reach|follow) [^.]{2,60} (?:at \S+@\S+|on (?:twitter|facebook|instagram|x|telegram)).{0,200}|.{2,60} (?:may|can) be (?:reached|contacted) at \S+.{0,160}",
        r"you (?:are|['’]re) (?:receiving|getting) this (?:e-?mail|letter|message|newsletter).{0,200}|you received this.{0,160}|(?:to )?unsubscribe.{0,80}|view (?:this )?(?:e-?mail |letter )?(?:in|on) (?:your |the )?(?:browser|web).{0,20}|(?:update|manage|change) (?:your )?(?:e-?mail |mailing )?(?:preferences|subscription).{0,60}|forwarded this (?:e-?mail|letter|message|newsletter)\?.{0,80}",
        r"(?:home|front page|main|news)(?:\s?[/›»>→]\s?[^/›»>→.!?]{2,40}){1,5}",
        r"click here.{0,80}|swipe .{0,40}|hide|show|next|previous|prev|first|last|reply|report|report abuse|permalink|edit|delete|show more|view comments|a{1,3}[+-]?|text size.{0,20}|font size.{0,20}",
        r"(?:get|receive|sign up (?:for|to)|subscribe to) (?:our|the|your|daily|weekly|free|breaking|more|news|updates).{0,140}(?:newsletters?|inbox|updates|alerts|emails?|news|stories)\b.{0,60}",
        r"(?:enter |your )?(?:your )?(?:e-?mail|name|email address|e-mail address)(?: address)?\*?|submit|send|go|thanks for (?:subscribing|signing up).{0,60}",
    )
)
# After one of these at the foot, only furniture follows.
_TAIL = (
    r"(?:related|recommended|more (?:from|on|stories|news|in)\b|most (?:read|popular|viewed)|read (?:more|next)|you (?:may|might)|comments?\b"
    r"|\d+ comments?|leave a (?:comment|reply)|trending|latest (?:news|stories|articles|posts|from|headlines)|top stories|popular|share this|©|copyright|what to read next"
    r"|up next|also read|see also|about the author|promoted|sponsored|around the web|from the web|filed under|tags?:|post navigation|recent posts|join the conversation|previous (?:article|post|story)).{0,80}"
)
_NAME_CHARS = r"[^\n|•]{2,120}?"
_FIRST = (
    r"(?P<lead>(?:this|the|an earlier version of this) (?:article|story|piece|essay|report|interview|text|dispatch|post|feature|commentary|column|translation)"
    r"(?: was| has been)?,? (?:first |originally |initially )+(?:appeared|published|ran|printed|released|featured|sent)(?: on [A-Z][a-z]+ \d{1,2},? \d{4})?"
    r"(?: in| on| by| at)? )(?P<newsletter>[^,.;(]{2,80}?)"
    r"(?:,? (?:an?|the|our|its) (?P<what>[^.,]{0,80}?(?:newsletter|dispatch|bulletin|digest|magazine|journal|email|website|site|outlet|publication|project|review|letter|column|blog|series|zine|podcast|show|programme|program|paper|newspaper|weekly|monthly|quarterly)\b[^.,]{0,30}?))?"
    r"(?:,? (?:from|by|of|published by|produced by) (?P<publisher>[A-Z][^.,]{1,60}?))?"
    r"(?:,? (?:covering|about|on|that covers|which covers|dedicated to|devoted to|focused on|focusing on) (?P<coverage>[^.]{3,200}?))?"
    r"(?:[.;]|,? and (?:is|has been|was) |$)"
)

PAGE = PageWords(
    furniture=re.compile(rf"(?:[•·*\-–—>»|]\s*)?(?:{_FURNITURE})", re.I),
    tail=re.compile(_TAIL, re.I),
    signup=re.compile(
        r"(?i:sign up (?:here )?(?:for|to)|subscribe to)(?! (?:our|your|more|help|involved|in touch|back|us)\b)"
        r" (?P<name>[A-Z“‘\"'].{1,70}?|(?:our|the) .{0,40}newsletters?)(?i: (?:newsletter|by e-?mail|in your inbox))?[.!:]?"
        r"|(?i:get|join|receive) (?P<other>[A-Z“‘\"'].{1,60}?)(?i: newsletter| by e-?mail| in your inbox)[.!:]?",
    ),
    signup_label=re.compile(
        r"(?:(?:our |the |free |daily |weekly |monthly |e-?mail )*newsletters?|stay (?:informed|in touch|up to date)|e-?mail dispatch|never miss .{1,40})[:.!]?",
        re.I,
    ),
    first_appeared=re.compile(_FIRST, re.I),
    byline=re.compile(
        r"(?:(?:the |a |an )?(?:original |special |guest )*(?:story|text|words|article|report|reporting|reportage|written|reported|analysis|essay|interview|opinion|column|review|dispatch|authors?|commentary|feature|posted|published|investigation|comment)"
        r"(?: (?:and|&) (?:photos?|photographs?|photography|pictures|illustrations?|reporting|text|video|story))?(?: by |: ?(?:by )?)|by:? |authors?:? )"
        rf"(?P<names>{_NAME_CHARS})(?:,? (?:special )?(?:for|in|writing for|reporting for) (?P<for>(?:the |The )?[A-Z0-9][^|•,]{{1,60}}?))?"
        r"(?:,? (?P<role>(?:staff|senior|special|political|chief|our|guest|contributing|national)[ -][\w -]{3,40}|[\w ]{0,20}(?:correspondent|reporter|editor|writer)))?"
        r"(?:\s*[|•·–—,-]\s*(?P<rest>.{0,80}))?\.?",
        re.I,
    ),
    helper_byline=re.compile(
        r"(?:(?:translated|translation|edited|editing|additional reporting|abridged|adapted|produced|fact-?check(?:ed|ing)|subbed|illustrated|compiled)(?: (?:from \w+|and \w+))? ?(?:by|:) ?).{2,100}"
        r"|\(?(?:Additional )?[Rr]eporting by .{2,240}[Ee]diting by .{2,120}\)?|\(?[Rr]eporting by .{2,240}\)"
        r"|(?:english|russian)[ -]language version by .{2,80}|with (?:additional )?reporting by .{2,100}|with contributions from .{2,160}",
        re.I,
    ),
    publication=re.compile(
        r"(?:source|published (?:in|by)|publication|publisher|via|from)\s?:\s*(?P<name>[^\n.:]{2,60})", re.I
    ),
    published=re.compile(
        r"(?:(?:first |originally |last )?(?:published|posted|updated|modified|date|created|issued|filed|dated|released)(?: (?:on|at))?\s?:?\s*)?(?P<date>.{6,60})",
        re.I,
    ),
    credit=re.compile(
        r"\(?(?:(?:file |main |cover |lead |header )?(?:photos?|photographs?|photography|image|images|picture|pictures|illustration|illustrations|video|graphic|graphics|map|screenshot|drawing|art|artwork|cartoon|credit|photo credit|image credit|picture credit|banner|source)"
        r"(?: and \w+)?(?: ?(?:by|credits?|source|courtesy of|via|from|courtesy) ?:? ?| ?[:/©|] ?)|©\s?(?=[A-Z])|courtesy of |courtesy |handout[ /]|screen ?(?:grab|shot) (?:from|via) |via )[^.!?]{2,120}\.?\)?",
        re.I,
    ),
    credit_words=re.compile(
        r"\b(?:AP|AFP|EPA|EPA-EFE|TASS|RIA|Sputnik|Reuters|REUTERS|Getty|Images|Shutterstock|Alamy|Scanpix|LETA|Anadolu|Xinhua|DPA|dpa|Magnum|Flickr|Wikimedia|Unsplash|"
        r"Zuma|ZUMA|SOPA|NurPhoto|Bloomberg|iStock|Pixabay|AAP|PA|Press Association|Imago|IMAGO|Photo|photo|Handout|handout|Courtesy|courtesy|Facebook|Instagram|Telegram|Twitter|YouTube|"
        r"Press Service|Photoshot|Redux|Corbis|UPI|ANSA|MTI|CTK|PAP|BelTA|Interfax|Ukrinform|UNIAN|RFE/RL|pool|Pool|CC BY(?:-SA)?|WireImage|Archive|archive)\b"
    ),
    sign_in=re.compile(
        r"\b(?:password|sign in|log in|login|forgot(?:ten)? (?:your )?password|remember me|username|e-?mail address|create (?:an )?account|captcha)\b",
        re.I,
    ),
    appeal=re.compile(
        r"\b(?:consider (?:becoming|joining|supporting|donating|making|subscribing)|become a (?:paying )?(?:member|supporter|patron|subscriber)"
        r"|(?:support|fund|back|sustain)(?:ing)? (?:our|this kind of) (?:work|journalism|reporting|newsroom|reporters|investigations|mission)"
        r"|(?:rely|relies|depends?|dependent) on (?:the )?(?:kind |generous )?(?:support|donations|generosity) (?:of|from) (?:\w+ ){0,2}(?:readers|donors|you)"
        r"|(?:with )?your (?:support|donation|contribution|membership)\b|make a (?:\w+ )?(?:donation|contribution) (?:to|today|here|now)|dear readers?,|subscribe to our|apóyanos|suscríbete|únete a|soutenez|támogas[ds]|wesprzyj)",
        re.I,
    ),
    and_words=frozenset({"and", "&", "with"}),
    about_itself=re.compile(
        r"[Aa]bout [A-Z].{1,80}|(?i:(?:media|press) (?:contacts?|enquiries|inquiries|office).{0,60}|notes? (?:to|for) editors:?|further information:?|contacts?:?|###|[- ]*ends?[- ]*)"
    ),
    of_itself=re.compile(
        r"\b(?:founded|established|headquartered|leading (?:provider|supplier|manufacturer|developer|company|maker)|listed on|employs|subsidiary|(?:is|are) an? (?:[\w-]+ ){0,4}(?:company|provider|supplier|manufacturer|developer|organi[sz]ation|group|firm|specialist)|www\.|https?://|\S+@\S+|for (?:more|further) information|tel(?:ephone)?\b|phone)",
        re.I,
    ),
)
