"""The DNS records that make a newsletter's mail believed: DKIM (RFC 6376), SPF (RFC 7208), DMARC (RFC 7489)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beetroot.lib.keyring import Keyring


def records(keyring: "Keyring") -> list[tuple[str, str]]:
    """(name, TXT value) for every sending domain of this newsroom."""
    from beetroot.mail import dkim
    from beetroot.newsroom.models import Newsletter

    found: list[tuple[str, str]] = []
    for domain in sorted({newsletter.sending_domain for newsletter in Newsletter.objects.all()}):
        keys = (keyring.dkim(domain), keyring.dkim_ed25519(domain))
        found += [
            *((dkim.record_name(key[0], domain), dkim.record_text(dkim.load_key(key[1]))) for key in keys if key),
            (domain, "v=spf1 a mx -all"),
            (f"_dmarc.{domain}", "v=DMARC1; p=reject; adkim=s; aspf=s"),
        ]
    return found
