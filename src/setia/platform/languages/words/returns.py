"""The words of returns: what came back, what was taken for it, and why not.

They stand in the statement, in the feed and below a sum.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

RETURNS: Final[Words] = {
    "event.return": Message(
        en="Return", ms="Pemulangan barang", id="Pengembalian barang", nl="Retour", de="Rückgabe"
    ),
    "event.return_of": Message(
        en="Return {amount}",
        ms="Pemulangan barang: {amount}",
        id="Pengembalian barang: {amount}",
        nl="Retour {amount}",
        de="Rückgabe {amount}",
    ),
    "back.again": Message(
        en="worked out again without what came back",
        ms="dikira semula tanpa barang yang dipulangkan",
        id="dihitung ulang tanpa barang yang dikembalikan",
        nl="opnieuw berekend zonder wat terugkwam",
        de="ohne das Zurückgegebene neu berechnet",
    ),
    "back.taken": Message(
        en="In proportion to what came back",
        ms="Berkadaran dengan barang yang dipulangkan",
        id="Sebanding dengan yang dikembalikan",
        nl="Naar verhouding van wat terugkwam",
        de="Anteilig zum Zurückgegebenen",
    ),
    "back.ended": Message(
        en="Had already expired",
        ms="Sudah luput",
        id="Sudah hangus",
        nl="Al vervallen",
        de="Bereits verfallen",
    ),
    "back.forgiven": Message(
        en="Already spent, written off",
        ms="Sudah digunakan, dihapus kira",
        id="Sudah dipakai, dihapusbukukan",
        nl="Al besteed, kwijtgescholden",
        de="Bereits eingelöst, erlassen",
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
        id="diberikan kembali {day}",
        nl="opnieuw toegekend op {day}",
        de="wieder gutgeschrieben am {day}",
    ),
    "move.write_off": Message(
        en="written off {day}",
        ms="dihapus kira {day}",
        id="dihapusbukukan {day}",
        nl="kwijtgescholden op {day}",
        de="erlassen am {day}",
    ),
    "move.write_off_back": Message(
        en="not written off {day} after all",
        ms="tidak jadi dihapus kira {day}",
        id="batal dihapusbukukan {day}",
        nl="toch niet kwijtgescholden op {day}",
        de="doch nicht erlassen am {day}",
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
        ms="Transaksi asal belum direkodkan; mata akan ditarik balik selepas ia direkodkan.",
        id="Transaksi asalnya belum tercatat; poin akan ditarik kembali setelah tercatat.",
        nl="De aankoop is nog niet bekend. Zodra die bekend is, worden de punten teruggenomen.",
        de="Der Kauf ist noch nicht bekannt; sobald er es ist, werden die Punkte zurückgenommen.",
    ),
    "reason.more_than_bought": Message(
        en="More would come back than there was.",
        ms="Barang yang dipulangkan melebihi yang dibeli.",
        id="Barang yang dikembalikan melebihi yang dibeli.",
        nl="Er zou meer terugkomen dan er is gekocht.",
        de="Es würde mehr zurückgegeben, als gekauft wurde.",
    ),
    "reason.earned_nothing": Message(
        en="What it names can't come back.",
        ms="Pemulangan tidak boleh dibuat bagi transaksi ini.",
        id="Pengembalian tidak bisa dilakukan untuk transaksi ini.",
        nl="Hiervoor is geen retour mogelijk.",
        de="Hierfür ist keine Rückgabe möglich.",
    ),
    "reason.too_many_returns": Message(
        en="Too many returns have come of it already.",
        ms="Terlalu banyak pemulangan telah dibuat bagi transaksi ini.",
        id="Sudah terlalu banyak pengembalian untuk transaksi ini.",
        nl="Voor deze aankoop zijn er al te veel retouren.",
        de="Zu diesem Kauf gibt es bereits zu viele Rückgaben.",
    ),
    "reason.unknown_line": Message(
        en="There is no such line.",
        ms="Item itu tiada dalam transaksi ini.",
        id="Item itu tidak ada di transaksi ini.",
        nl="Die bonregel bestaat niet.",
        de="Eine solche Position gibt es nicht.",
    ),
    "reason.points_spent": Message(
        en="The points for it are spent already.",
        ms="Mata daripada transaksi ini sudah digunakan.",
        id="Poin dari transaksi ini sudah dipakai.",
        nl="De punten hiervoor zijn al besteed.",
        de="Die Punkte dafür sind bereits eingelöst.",
    ),
    # What the section of a document says, and the step of a test.
    "thing.returns": Message(
        en="Returns",
        ms="Pemulangan barang",
        id="Pengembalian barang",
        nl="Retouren",
        de="Rückgaben",
    ),
    "key.return": Message(
        en="the return",
        ms="pemulangan barang",
        id="pengembalian barang",
        nl="de retour",
        de="die Rückgabe",
    ),
    "key.taking_back": Message(
        en="the way points are taken back",
        ms="cara mata ditarik balik",
        id="cara poin ditarik kembali",
        nl="de manier waarop punten worden teruggenomen",
        de="die Art, wie Punkte zurückgenommen werden",
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
        ms="kesan terhadap peringkat keahlian",
        id="dampak terhadap tingkat keanggotaan",
        nl="het gevolg voor niveaus",
        de="die Auswirkung auf Stufen",
    ),
    "key.given_back": Message(
        en="the grace for expired points that are given back",
        ms="tempoh kelonggaran bagi mata luput yang dipulangkan",
        id="masa tenggang untuk poin hangus yang dikembalikan",
        nl="de respijttijd voor vervallen punten die worden teruggegeven",
        de="die Nachfrist für verfallene Punkte, die erstattet werden",
    ),
    "phrase.back_again": Message(
        en="points are worked out again without what came back",
        ms="mata dikira semula tanpa barang yang dipulangkan",
        id="poin dihitung ulang tanpa barang yang dikembalikan",
        nl="punten worden opnieuw berekend zonder wat terugkwam",
        de="Punkte werden ohne das Zurückgegebene neu berechnet",
    ),
    "phrase.back_in_proportion": Message(
        en="points are taken in proportion to what came back",
        ms="mata ditarik balik berkadaran dengan barang yang dipulangkan",
        id="poin ditarik kembali sebanding dengan barang yang dikembalikan",
        nl="punten worden teruggenomen naar verhouding van wat terugkwam",
        de="Punkte werden anteilig zur Rückgabe zurückgenommen",
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
        nl="ze worden kwijtgescholden",
        de="sie werden erlassen",
    ),
    "phrase.back_refuse": Message(
        en="the return is refused",
        ms="pemulangan barang tidak diluluskan",
        id="pengembalian barang ditolak",
        nl="de retour wordt geweigerd",
        de="die Rückgabe wird abgelehnt",
    ),
    "phrase.back_stay": Message(
        en="a level once reached stays until its time is over",
        ms="peringkat yang sudah dicapai kekal hingga tempohnya tamat",
        id="tingkat yang sudah diraih tetap berlaku sampai masa berlakunya habis",
        nl="een eenmaal bereikt niveau blijft tot de termijn voorbij is",
        de="eine einmal erreichte Stufe bleibt bis zum Ende ihrer Frist",
    ),
    "phrase.back_fall": Message(
        en="a level ends at once where what is left does not reach it",
        ms="peringkat turun serta-merta jika jumlah yang tinggal tidak lagi mencukupi",
        id="tingkat langsung turun jika jumlah yang tersisa tidak lagi mencukupi",
        nl="een niveau vervalt meteen als er te weinig voor overblijft",
        de="eine Stufe entfällt sofort, wenn der Rest nicht mehr für sie reicht",
    ),
}
