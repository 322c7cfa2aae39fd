"""What one program or provider writes when there is no such mailbox or domain, and for nothing else.

The phrases are known from bounces of these programs and providers; their pages for postmasters were not gone through
one by one. A phrase that a server's owner may set for a blocked sender, too, does not belong here.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


SURE = _any(
    # Postfix
    r"recipient address rejected: (?:user unknown|undeliverable address|unverified address: .{0,60}user unknown)",
    r"user unknown in (?:virtual|local|relay) ",
    r"unknown user: \"",
    r"host or domain name not found\. name service error for name=\S{1,255} type=(?:mx|a|aaaa|a\+aaaa): host not "
    r"found(?!,)",
    r"domain \S{1,255} does not accept mail \(nullmx\)",
    # Exim
    r"unrouteable address",
    r"unknown local[- ]part",
    r"all relevant mx records point to non-existent hosts",
    r"an mx or srv record indicated no smtp service",
    # Sendmail and its local mailer
    r"mail\.local: unknown (?:user|name)",
    r"host unknown \(name server: ",
    # qmail and vpopmail
    r"sorry, no mailbox here by that name",
    r"sorry, i couldn'?t find any host named",
    r"sorry, i couldn'?t find a mail exchanger or ip address",
    # Courier, IMail, Domino, GroupWise, MDaemon
    r"invalid final delivery userid",
    r"user \S{1,200} (?:\(\S{1,254}\) )?not listed in (?:public|domino) ",
    r"no such user here\b.{0,20}\(mdaemon",
    # Exchange and Microsoft 365
    r"resolver\.adr\.\w{0,12}recip\w{0,8}notfound",
    r"recipient \S{1,254} not found by smtp address lookup",
    r"the e-?mail address you entered couldn'?t be found",
    r"\b550 5\.4\.1 (?:\[?\S{1,254}\]?:? )?recipient address rejected: access denied",
    r"dns domain \S{1,255} does not exist",
    # Google
    r"the email account that you tried to reach does not exist",
    r"because the address couldn'?t be found\. check for typos",
    r"because the domain \S{1,255} couldn'?t be found",
    r"\bnosuchuser\b",
    r"responded with code nxdomain",
    # Yahoo and AOL, Apple, Proton, Zoho, Comcast
    r"this user doesn'?t have an? \S{1,60} account",
    r"not our customer",
    # mail.ru, Yandex, Rambler, UKR.NET
    r"local mailbox \S{1,254} is unavailable: user not found",
    r"policy rejection on the target address.{0,40}no such user",
    # Orange, La Poste, T-Online, WEB.DE, Seznam
    r"(?:au moins un|\w{7}) destinataire invalid\w",
    r"teilnehmer existiert nicht",
    r"nie ma takiego u[zż]ytkownika",
)
SURE_HOWEVER = _any(
    # Yandex gives it a status that is about policy.
    r"\b550 5\.7\.1 no such user!",
    # mail.ru says it after the whole text.
    r"invalid mailbox\. local mailbox \S{1,254} is unavailable: user not found",
)
"""Whatever the status beside them, and at whatever point they were said."""
