"""The words around every page: its frame, the search, and what is said when something is wrong.

Malay and Indonesian are two languages; where a text is the same in both, it is because both say it
so.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

SHELL: Final[Words] = {
    "shell.skip": Message(
        en="Skip to the content",
        ms="Terus ke kandungan",
        id="Langsung ke isi halaman",
        nl="Naar de inhoud",
        de="Zum Inhalt",
    ),
    "shell.language": Message(en="Language", ms="Bahasa", id="Bahasa", nl="Taal", de="Sprache"),
    "shell.search": Message(
        en="Find a member",
        ms="Cari ahli",
        id="Cari anggota",
        nl="Lid zoeken",
        de="Mitglied suchen",
    ),
    "shell.search_by": Message(
        en="Member number, e-mail, phone, card or reference",
        ms="Nombor ahli, e-mel, telefon, kad atau rujukan",
        id="Nomor anggota, email, telepon, kartu, atau referensi",
        nl="Lidnummer, e-mail, telefoon, kaart of referentie",
        de="Mitgliedsnummer, E-Mail, Telefon, Karte oder Referenz",
    ),
    "shell.search_button": Message(en="Search", ms="Cari", id="Cari", nl="Zoeken", de="Suchen"),
    "shell.times": Message(
        en="Days and times are those of {place}.",
        ms="Hari dan masa mengikut waktu {place}.",
        id="Hari dan jam menurut waktu {place}.",
        nl="Dagen en tijden zijn die van {place}.",
        de="Datum und Uhrzeit in der Zeitzone von {place}.",
    ),
    "shell.demo": Message(
        en="Demo: the people and purchases here are made up.",
        ms="Demo: orang dan pembelian di sini rekaan semata-mata.",
        id="Demo: orang dan pembelian di sini hanya karangan.",
        nl="Demo: de mensen en aankopen hier zijn verzonnen.",
        de="Demo: Personen und Einkäufe hier sind erfunden.",
    ),
    "search.none": Message(
        en="Nobody has this",
        ms="Tiada ahli dengan butiran ini",
        id="Tidak ada anggota dengan data ini",
        nl="Geen lid gevonden",
        de="Kein Mitglied gefunden",
    ),
    "search.none_text": Message(
        en="No member has it as a number, e-mail address, phone, card or reference. A phone needs "
        "its country code, such as +60.",
        ms="Carian ini tidak sepadan dengan nombor ahli, e-mel, telefon, kad atau rujukan "
        "mana-mana ahli. Nombor telefon perlu disertakan kod negara, contohnya +60.",
        id="Tidak ada anggota yang memakainya sebagai nomor, alamat email, telepon, kartu, atau "
        "referensi. Nomor telepon harus dengan kode negara, misalnya +62.",
        nl="Geen lid heeft dit als lidnummer, e-mailadres, telefoonnummer, kaartnummer of "
        "referentie. Een telefoonnummer begint met het landnummer, zoals +31.",
        de="Zu dieser Mitgliedsnummer, E-Mail-Adresse, Telefonnummer, Karte oder Referenz gibt es "
        "kein Mitglied. Eine Telefonnummer braucht die Ländervorwahl, etwa +49.",
    ),
    "search.several": Message(
        en="Several members have this",
        ms="Beberapa ahli memiliki butiran ini",
        id="Beberapa anggota memakai data ini",
        nl="Meerdere leden gevonden",
        de="Mehrere Mitglieder gefunden",
    ),
    "search.empty": Message(
        en="Type something to search for",
        ms="Taip sesuatu untuk dicari",
        id="Ketik sesuatu untuk dicari",
        nl="Typ iets om te zoeken",
        de="Geben Sie einen Suchbegriff ein",
    ),
    "missing.title": Message(
        en="There is no such page",
        ms="Halaman ini tidak wujud",
        id="Halaman ini tidak ada",
        nl="Deze pagina bestaat niet",
        de="Diese Seite gibt es nicht",
    ),
    "missing.text": Message(
        en="The address may be mistyped, or what it showed is gone. Nothing has changed.",
        ms="Alamatnya mungkin tersilap taip, atau isinya sudah tiada. Tiada apa-apa yang berubah.",
        id="Alamatnya mungkin salah ketik, atau isinya sudah tidak ada. Tidak ada yang berubah.",
        nl="Het adres is misschien verkeerd getypt, of wat er stond is er niet meer. Er is niets "
        "veranderd.",
        de="Vielleicht enthält die Adresse einen Tippfehler, oder der Inhalt ist nicht mehr da. Es "
        "wurde nichts geändert.",
    ),
    "missing.member": Message(
        en="No member has the number {number}. It may be mistyped, or the member was erased.",
        ms="Tiada ahli dengan nombor {number}. Nombor itu mungkin tersilap taip, atau data ahli "
        "sudah dipadamkan.",
        id="Tidak ada anggota dengan nomor {number}. Nomornya mungkin salah ketik, atau data "
        "anggota sudah dihapus.",
        nl="Geen lid heeft het nummer {number}. Het is misschien verkeerd getypt, of het lid is "
        "gewist.",
        de="Kein Mitglied hat die Nummer {number}. Vielleicht enthält sie einen Tippfehler, oder "
        "das Mitglied wurde gelöscht.",
    ),
    "fault.title": Message(
        en="This page could not be made",
        ms="Halaman ini tidak dapat dipaparkan",
        id="Halaman ini tidak dapat ditampilkan",
        nl="Deze pagina kon niet worden gemaakt",
        de="Diese Seite konnte nicht erstellt werden",
    ),
    "fault.text": Message(
        en="What was recorded is safe; nothing is ever kept half. Try again. If it happens again, "
        "the server's log says why.",
        ms="Apa yang telah direkodkan selamat; tiada yang disimpan separuh jalan. Cuba lagi. Jika "
        "berulang, sebabnya ada dalam log pelayan.",
        id="Yang sudah tercatat tetap aman; tidak ada yang tersimpan setengah-setengah. Coba lagi. "
        "Jika terulang, penyebabnya ada di log server.",
        nl="Wat vastgelegd is, is veilig; niets blijft half bewaard. Probeer het opnieuw. Gebeurt "
        "het weer, dan staat de reden in het logboek van de server.",
        de="Was erfasst ist, ist sicher; nichts bleibt halb gespeichert. Versuchen Sie es noch "
        "einmal. Passiert es wieder, steht der Grund im Protokoll des Servers.",
    ),
    "away.title": Message(
        en="The database does not answer",
        ms="Pangkalan data tidak memberi respons",
        id="Basis data tidak menjawab",
        nl="De database antwoordt niet",
        de="Die Datenbank antwortet nicht",
    ),
    "away.text": Message(
        en="It may be starting. What was recorded is not lost. Load this page again in a moment; "
        "if it stays away, look at the terminal where setia up runs.",
        ms="Mungkin pangkalan data sedang dimulakan. Apa yang telah direkodkan tidak hilang. Muat "
        "semula halaman ini sebentar lagi; jika masih gagal, lihat terminal tempat setia up "
        "dijalankan.",
        id="Mungkin basis data sedang dimulai. Yang sudah tercatat tidak hilang. Muat ulang "
        "halaman ini sebentar lagi; jika tetap begitu, lihat terminal tempat setia up berjalan.",
        nl="Misschien wordt die net gestart. Wat vastgelegd is, gaat niet verloren. Laad deze "
        "pagina zo meteen opnieuw. Blijft het misgaan, kijk dan in de terminal waarin setia up "
        "draait.",
        de="Vielleicht startet sie gerade. Was erfasst ist, geht nicht verloren. Laden Sie die "
        "Seite gleich noch einmal. Antwortet die Datenbank weiterhin nicht, sehen Sie im Terminal "
        "nach, in dem setia up läuft.",
    ),
    "denied.title": Message(
        en="This form was not accepted",
        ms="Borang ini tidak diterima",
        id="Formulir ini tidak diterima",
        nl="Dit formulier is niet geaccepteerd",
        de="Dieses Formular wurde nicht angenommen",
    ),
    "denied.text": Message(
        en="It did not come from a page that this browser has opened here, or cookies are off. "
        "Nothing was recorded. Open the page again on this machine and send the form once more.",
        ms="Borang ini bukan daripada halaman yang dibuka dalam pelayar web ini, atau kuki "
        "dimatikan. Tiada apa-apa direkodkan. Buka semula halaman itu pada komputer ini, kemudian "
        "hantar sekali lagi.",
        id="Formulir ini tidak berasal dari halaman yang dibuka di browser ini, atau cookie "
        "dinonaktifkan. Tidak ada yang dicatat. Buka kembali halaman itu di komputer ini, lalu "
        "kirim formulirnya sekali lagi.",
        nl="Het komt niet van een pagina die in deze browser is geopend, of cookies staan uit. Er "
        "is niets vastgelegd. Open de pagina opnieuw op deze computer en verstuur het formulier "
        "nog eens.",
        de="Es stammt nicht von einer Seite, die in diesem Browser geöffnet wurde, oder Cookies "
        "sind deaktiviert. Es wurde nichts erfasst. Öffnen Sie die Seite auf diesem Rechner neu "
        "und senden Sie das Formular noch einmal ab.",
    ),
    "shell.go_home": Message(
        en="Go to the home page",
        ms="Pergi ke laman utama",
        id="Ke beranda",
        nl="Naar de startpagina",
        de="Zur Startseite",
    ),
}
