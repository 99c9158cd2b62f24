-- Caps: partner_cap limits a partner, budget the whole campaign.
--
-- They are spent event by event over all groups of a campaign, in chronological order. An event
-- that earns more than 0 is given the least of that, what is left of its partner's cap and what is
-- left of the budget. An event that earns less than 0 first uses up what its group had been
-- refused: the group keeps the lesser of what it was given and its payout now, and the rest goes
-- back to cap and budget for later events. What an event earned and was not given is withheld; it
-- is not given later.
--
-- What one event is given decides what is left for the next one, so this is a loop. Without a
-- cap every event is given what it earns (least() passes over a cap that is NULL).

CREATE TABLE audit.settled (
	campaign_id text COLLATE "C",
	position bigint,
	amount numeric NOT NULL,
	withheld numeric NOT NULL,
	PRIMARY KEY (campaign_id, position)
);

CREATE PROCEDURE audit.spend_caps() LANGUAGE plpgsql AS $$
DECLARE
	e record;
	campaign text;
	spent numeric;           -- of this campaign
	partner_spent numeric[]; -- of this campaign, by partner
	group_given numeric[];   -- by group
	earned numeric;
	given numeric;
BEGIN
	group_given := array_fill(0::numeric,
		ARRAY[(SELECT coalesce(max(group_id), 1) FROM audit.priced)::integer]);
	FOR e IN
		SELECT p.campaign_id, p.position, p.group_id, p.payout_before, p.payout_after,
			c.partner_cap, c.budget,
			dense_rank() OVER (ORDER BY p.mpn_id) AS partner
		FROM audit.priced p JOIN audit.campaign c ON c.id = p.campaign_id
		ORDER BY p.campaign_id, p.position
	LOOP
		IF campaign IS DISTINCT FROM e.campaign_id THEN
			campaign := e.campaign_id;
			spent := 0;
			partner_spent := array_fill(0::numeric,
				ARRAY[(SELECT count(DISTINCT mpn_id) FROM audit.priced)::integer]);
		END IF;
		earned := e.payout_after - e.payout_before;
		IF earned > 0 THEN
			given := least(earned, e.partner_cap - partner_spent[e.partner], e.budget - spent);
		ELSIF earned < 0 THEN
			given := least(group_given[e.group_id], e.payout_after) - group_given[e.group_id];
		ELSE
			given := 0;
		END IF;
		group_given[e.group_id] := group_given[e.group_id] + given;
		partner_spent[e.partner] := partner_spent[e.partner] + given;
		spent := spent + given;
		INSERT INTO audit.settled VALUES (e.campaign_id, e.position, given, earned - given);
	END LOOP;
END
$$;

CALL audit.spend_caps();
ANALYZE audit.settled;
