-- Partners that get a workbook: with at least one registration, earning, exclusion or posting.
SELECT mpn_id
FROM cashback.partner
WHERE mpn_id IN (
    SELECT mpn_id FROM cashback.registration
    UNION
    SELECT mpn_id FROM cashback.earning
    UNION
    SELECT mpn_id FROM cashback.exclusion
    UNION
    SELECT mpn_id FROM cashback.ledger
)
ORDER BY mpn_id
