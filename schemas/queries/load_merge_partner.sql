-- The run's partners: new ones are added, known ones updated, none is taken away.
INSERT INTO cashback.partner (mpn_id, name, email, province, membership_start, membership_end)
SELECT mpn_id, name, email, province, membership_start, membership_end
FROM pg_temp.delivered_partner
ON CONFLICT (mpn_id) DO UPDATE SET
    name = excluded.name,
    email = excluded.email,
    province = excluded.province,
    membership_start = excluded.membership_start,
    membership_end = excluded.membership_end
