"""The words of the live feed: what came in a moment ago, and how the line is.

They are short, since a line of the feed is read in passing.
"""

from typing import Final

from setia.platform.languages.message import Message, Plural, Words

LIVE: Final[Words] = {
    "live.title": Message(
        en="Live", ms="Secara langsung", id="Pantauan langsung", nl="Live", de="Live"
    ),
    "live.on": Message(
        en="connected", ms="disambungkan", id="tersambung", nl="verbonden", de="verbunden"
    ),
    "live.connecting": Message(
        en="connecting", ms="menyambung", id="menyambungkan", nl="verbinding maken",
        de="Verbindung wird hergestellt",
    ),
    "live.lost": Message(
        en="the line is down, trying again",
        ms="talian terputus, mencuba lagi",
        id="sambungan terputus, mencoba lagi",
        nl="verbinding verbroken, wordt opnieuw geprobeerd",
        de="Verbindung unterbrochen, neuer Versuch läuft",
    ),
    "live.away": Message(
        en="the database does not answer, trying again",
        ms="pangkalan data tidak memberi respons, mencuba lagi",
        id="basis data tidak menjawab, mencoba lagi",
        nl="de database antwoordt niet, nieuwe poging volgt",
        de="Datenbank antwortet nicht, neuer Versuch läuft",
    ),
    "live.broken": Message(
        en="an entry of the ledger is gone; run setia verify",
        ms="satu catatan lejar telah hilang; jalankan setia verify",
        id="satu entri buku besar hilang; jalankan setia verify",
        nl="er ontbreekt een grootboekregel; voer setia verify uit",
        de="ein Eintrag des Hauptbuchs fehlt; führen Sie setia verify aus",
    ),
    "live.full": Message(
        en="too many pages watch already; load this one again later",
        ms="terlalu banyak halaman sedang memantau; muat semula kemudian",
        id="terlalu banyak halaman yang memantau; muat ulang nanti",
        nl="te veel pagina's kijken al mee; laad deze later opnieuw",
        de="es sind schon zu viele Seiten verbunden; laden Sie diese später neu",
    ),
    "live.off": Message(
        en="not running; it needs JavaScript",
        ms="tidak berjalan; perlukan JavaScript",
        id="tidak berjalan; butuh JavaScript",
        nl="staat uit; hiervoor is JavaScript nodig",
        de="läuft nicht; dafür ist JavaScript nötig",
    ),
    "live.paused": Message(en="paused", ms="dijeda", id="dijeda", nl="gepauzeerd", de="angehalten"),
    "live.pause": Message(en="Pause", ms="Jeda", id="Jeda", nl="Pauzeren", de="Anhalten"),
    "live.continue": Message(
        en="Continue", ms="Teruskan", id="Lanjutkan", nl="Hervatten", de="Fortsetzen"
    ),
    "live.none": Message(
        en="Nothing yet. The next purchase appears here.",
        ms="Belum ada apa-apa. Pembelian seterusnya akan muncul di sini.",
        id="Belum ada. Pembelian berikutnya akan muncul di sini.",
        nl="Nog niets. De volgende aankoop verschijnt hier.",
        de="Noch nichts. Der nächste Einkauf erscheint hier.",
    ),
    "live.missed": Message(
        en=Plural(one="{n} entry went by unseen", other="{n} entries went by unseen"),
        ms="{n} catatan tidak sempat dipaparkan",
        id="{n} entri terlewat",
        nl=Plural(one="{n} grootboekregel ging ongezien voorbij",
                  other="{n} grootboekregels gingen ongezien voorbij"),
        de=Plural(one="{n} Eintrag ging ungesehen vorbei",
                  other="{n} Einträge gingen ungesehen vorbei"),
    ),
}  # fmt: skip
