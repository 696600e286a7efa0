"""The words of returns: what came back, what was taken for it, and why not.

They stand in the statement, in the feed and below a sum.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

RETURNS: Final[Words] = {
    "event.return": Message(
        en="Return", ms="Pemulangan", id="Pengembalian", nl="Retour", de="Rückgabe"
    ),
    "event.return_of": Message(
        en="Return {amount}",
        ms="Pemulangan {amount}",
        id="Pengembalian {amount}",
        nl="Retour {amount}",
        de="Rückgabe {amount}",
    ),
    "back.again": Message(
        en="worked out again without what came back",
        ms="dikira semula tanpa yang dipulangkan",
        id="dihitung ulang tanpa yang dikembalikan",
        nl="opnieuw berekend zonder wat terugkwam",
        de="ohne das Zurückgegebene neu berechnet",
    ),
    "back.taken": Message(
        en="In proportion to what came back",
        ms="Mengikut kadar yang dipulangkan",
        id="Sebanding dengan yang dikembalikan",
        nl="Naar verhouding van wat terugkwam",
        de="Anteilig zum Zurückgegebenen",
    ),
    "back.ended": Message(
        en="Had already expired",
        ms="Sudah luput",
        id="Sudah hangus",
        nl="Was al vervallen",
        de="War bereits verfallen",
    ),
    "back.forgiven": Message(
        en="Already spent, written off",
        ms="Sudah digunakan, dihapus kira",
        id="Sudah dipakai, dihapusbukukan",
        nl="Al besteed, afgeschreven",
        de="Bereits eingelöst, ausgebucht",
    ),
    "move.return": Message(
        en="taken back {day}",
        ms="ditarik balik {day}",
        id="ditarik kembali {day}",
        nl="teruggenomen op {day}",
        de="zurückgenommen am {day}",
    ),
    "move.return_back": Message(
        en="given again {day}",
        ms="diberikan semula {day}",
        id="diberikan lagi {day}",
        nl="opnieuw toegekend op {day}",
        de="wieder gutgeschrieben am {day}",
    ),
    "move.write_off": Message(
        en="written off {day}",
        ms="dihapus kira {day}",
        id="dihapusbukukan {day}",
        nl="afgeschreven op {day}",
        de="ausgebucht am {day}",
    ),
    "move.write_off_back": Message(
        en="not written off {day} after all",
        ms="tidak jadi dihapus kira {day}",
        id="batal dihapusbukukan {day}",
        nl="toch niet afgeschreven op {day}",
        de="doch nicht ausgebucht am {day}",
    ),
    "lot.taken_back": Message(
        en="Taken back from",
        ms="Ditarik balik daripada",
        id="Ditarik kembali dari",
        nl="Teruggenomen uit",
        de="Zurückgenommen aus",
    ),
    "reason.unknown_event": Message(
        en="What comes back is not known yet; it is taken back once it is.",
        ms="Apa yang dipulangkan belum diketahui; mata ditarik balik setelah ia diketahui.",
        id="Yang dikembalikan belum diketahui; poin ditarik kembali begitu diketahui.",
        nl="Wat terugkomt is nog niet bekend; zodra dat zo is, worden de punten teruggenomen.",
        de="Was zurückkommt, ist noch nicht bekannt; sobald es bekannt ist, werden die Punkte "
        "zurückgenommen.",
    ),
    "reason.more_than_bought": Message(
        en="More would come back than there was.",
        ms="Yang dipulangkan melebihi apa yang ada.",
        id="Yang dikembalikan melebihi yang ada.",
        nl="Er zou meer terugkomen dan er was.",
        de="Es käme mehr zurück, als da war.",
    ),
    "reason.earned_nothing": Message(
        en="What it names can't come back.",
        ms="Yang dinamakan tidak boleh dipulangkan.",
        id="Yang disebut tidak bisa dikembalikan.",
        nl="Wat hier wordt genoemd, kan niet terugkomen.",
        de="Was hier genannt ist, kann nicht zurückgegeben werden.",
    ),
    "reason.too_many_returns": Message(
        en="Too many returns have come of it already.",
        ms="Terlalu banyak pemulangan telah dibuat untuknya.",
        id="Sudah terlalu banyak pengembalian untuknya.",
        nl="Er zijn al te veel retouren van.",
        de="Davon gab es bereits zu viele Rückgaben.",
    ),
    "reason.unknown_line": Message(
        en="There is no such line.",
        ms="Tiada baris sedemikian.",
        id="Tidak ada baris seperti itu.",
        nl="Zo'n regel is er niet.",
        de="Eine solche Position gibt es nicht.",
    ),
    "reason.points_spent": Message(
        en="The points for it are spent already.",
        ms="Mata untuknya sudah digunakan.",
        id="Poinnya sudah dipakai.",
        nl="De punten ervoor zijn al besteed.",
        de="Die Punkte dafür sind bereits eingelöst.",
    ),
    # What the section of a document says, and the step of a test.
    "thing.returns": Message(
        en="Returns", ms="Pemulangan", id="Pengembalian", nl="Retouren", de="Rückgaben"
    ),
    "key.return": Message(
        en="the return",
        ms="pemulangan itu",
        id="pengembaliannya",
        nl="de retour",
        de="die Rückgabe",
    ),
    "key.taking_back": Message(
        en="the way points are taken back",
        ms="cara mata ditarik balik",
        id="cara poin ditarik kembali",
        nl="de manier van terugnemen",
        de="die Art der Rücknahme",
    ),
    "key.when_spent": Message(
        en="the handling of spent points",
        ms="tindakan bagi mata yang sudah digunakan",
        id="perlakuan atas poin yang sudah dipakai",
        nl="de omgang met al bestede punten",
        de="der Umgang mit bereits eingelösten Punkten",
    ),
    "key.levels_then": Message(
        en="the effect on levels",
        ms="kesan pada peringkat",
        id="dampak pada tingkat",
        nl="het gevolg voor niveaus",
        de="die Auswirkung auf Stufen",
    ),
    "phrase.back_again": Message(
        en="points are worked out again without what came back",
        ms="mata dikira semula tanpa yang dipulangkan",
        id="poin dihitung ulang tanpa yang dikembalikan",
        nl="punten worden opnieuw berekend zonder wat terugkwam",
        de="Punkte werden ohne das Zurückgegebene neu berechnet",
    ),
    "phrase.back_in_proportion": Message(
        en="points are taken in proportion to what came back",
        ms="mata ditarik balik mengikut kadar yang dipulangkan",
        id="poin ditarik sebanding dengan yang dikembalikan",
        nl="punten worden teruggenomen naar verhouding van wat terugkwam",
        de="Punkte werden anteilig zum Zurückgegebenen zurückgenommen",
    ),
    "phrase.back_debt": Message(
        en="they become a debt that the next points repay",
        ms="mata itu menjadi hutang yang dijelaskan dengan mata berikutnya",
        id="poin itu menjadi utang yang ditutup dengan poin berikutnya",
        nl="ze worden een schuld die met de volgende punten wordt afgelost",
        de="sie werden zu einer Schuld, die mit den nächsten Punkten ausgeglichen wird",
    ),
    "phrase.back_write_off": Message(
        en="they are written off",
        ms="mata itu dihapus kira",
        id="poin itu dihapusbukukan",
        nl="ze worden afgeschreven",
        de="sie werden ausgebucht",
    ),
    "phrase.back_refuse": Message(
        en="the return is refused",
        ms="pemulangan itu tidak diluluskan",
        id="pengembaliannya ditolak",
        nl="de retour wordt geweigerd",
        de="die Rückgabe wird abgelehnt",
    ),
    "phrase.back_stay": Message(
        en="a level once reached stays until its time is over",
        ms="peringkat yang sudah dicapai kekal hingga tempohnya tamat",
        id="tingkat yang sudah diraih tetap berlaku sampai masanya habis",
        nl="een eenmaal bereikt niveau blijft tot de termijn voorbij is",
        de="eine einmal erreichte Stufe bleibt bis zum Ende ihrer Frist",
    ),
    "phrase.back_fall": Message(
        en="a level ends at once where what is left does not reach it",
        ms="peringkat turun serta-merta jika yang tinggal tidak lagi mencukupi",
        id="tingkat langsung turun jika sisanya tidak mencukupi",
        nl="een niveau vervalt meteen als wat overblijft er niet genoeg voor is",
        de="eine Stufe entfällt sofort, wenn der Rest nicht mehr für sie reicht",
    ),
}
