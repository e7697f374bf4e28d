import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A search of words that costs no more than a bound, however many messages they stand in. */
export class Search1700000000011 implements MigrationInterface {
  readonly name = 'Search1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP FUNCTION search_plan;
DROP FUNCTION search_ticket_ids;
${WINDOWS}
${AMONG}
${FEW}
${SHARE}
${PLAN}`);
  }

  async down(): Promise<void> {
    throw new Error('Search is not taken back to functions that read without a bound');
  }
}

const WINDOWS = `
-- A window of the list is read from the index alone, by agents too, who see departments.
CREATE INDEX tickets_newest ON tickets (tenant_id, updated_at, id) INCLUDE (department_id);
DROP INDEX tickets_updated;
ALTER INDEX tickets_newest RENAME TO tickets_updated;
`;

/*
 * Full-text operators are not leakproof: behind a policy they read every row of the tenant. So these functions run as
 * their owner. Each asks for the tenant, too, so that a caller cannot look into one it is not signed for, and answers
 * ids of tickets only: which of them the caller may see, the statement that asks decides.
 *
 * Both take two queries: the index is asked for the first; the second, of words that stand nearly everywhere, is told
 * of the rows found. It is wrapped so that it is not looked up: a list of millions would be read for it.
 *
 * They are planned once, without a look at the values: the full-text index and, among, that of threads, are the only
 * ways left open, and combined no row is read that does not match. A plan for each list of ids would take longer to
 * make than to run.
 */
const AMONG = `
CREATE FUNCTION search_among(tenant integer, query tsquery, rest tsquery, internal boolean, tickets uuid[])
RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public ROWS 200
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '16MB' AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT m.ticket_id FROM ticket_messages m
  WHERE m.search @@ query AND m.tenant_id = tenant AND m.ticket_id = ANY (tickets) AND tenant = current_tenant()
    AND (internal OR m.public) AND (rest IS NULL OR m.search @@ rest);
END $$;
`;

const FEW = `
-- The tickets of the messages that match, as the text of an array. NULL: they are more than that. Then matched is an
-- estimate: messages are read in the order of the table, so the place of the last one tells how many come after it.
CREATE FUNCTION search_few(tenant integer, query tsquery, rest tsquery, internal boolean, most integer)
RETURNS TABLE (ids text, matched double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '16MB' AS $$
DECLARE
  block double precision;
  found uuid[];
BEGIN
  SELECT count(*), coalesce(array_agg(DISTINCT f.ticket_id), '{}'), (max(f.place)::text::point)[0]
  INTO matched, found, block FROM (
    SELECT m.ticket_id, m.ctid AS place FROM ticket_messages m
    WHERE m.search @@ query AND m.tenant_id = tenant AND tenant = current_tenant()
      AND (internal OR m.public) AND (rest IS NULL OR m.search @@ rest)
    LIMIT most + 1) f;
  IF matched <= most THEN
    ids := found::text;
  ELSE
    SELECT matched * greatest(1, c.relpages / (block + 1)) INTO matched
    FROM pg_class c WHERE c.oid = 'public.ticket_messages'::regclass;
  END IF;
  RETURN NEXT;
END $$;
`;

const SHARE = `
-- Which part of the tenant's newest tickets the words stand in: of what statistics do not know, a sample does.
CREATE FUNCTION search_share(tenant integer, query tsquery) RETURNS real
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_bitmapscan = off AS $$
  SELECT coalesce(avg(((SELECT true FROM ticket_messages m WHERE m.tenant_id = tenant AND m.ticket_id = t.id
    AND m.search @@ query AND tenant = current_tenant() LIMIT 1) IS TRUE)::integer), 0)::real
  FROM (SELECT n.id FROM tickets n WHERE n.tenant_id = tenant ORDER BY n.updated_at DESC, n.id DESC LIMIT 48) t
$$;
`;

/*
 * Costs are in microseconds, measured on 1,000,000 tickets with 8,000,000 messages: to look through one ticket's
 * messages, to find a message by the index (a prefix collects the lists of all its words first), and to look one
 * ticket up in what the index has found.
 */
const PLAN = `
-- How a search is to be made. Every word must be found: by a stem of either language, as it stands, or as the
-- beginning of a word; words that stand everywhere (stop words) count only where there is no other, and a word so
-- common that the statistics know it is taken as whole.
--   nothing  there is nothing to look for
--   ids      these are the tickets
--   down     the list is read down, ticket by ticket: so many match that a page is soon full
--   among    the list is read down in windows, of each of which the index tells the tickets that match
CREATE FUNCTION search_plan(tenant integer, words text, internal boolean)
RETURNS TABLE (how text, query text, rest text, ids text, reach integer, matched double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  page constant integer := 26;
  most_few constant integer := 1500;
  known text[];
  known_shares real[];
  tickets double precision;
  messages double precision;
  part double precision;
  word text;
  plain text[];
  es text[];
  en text[];
  is_known boolean;
  share_of_word double precision;
  terms text;
  -- of messages that match
  share double precision := 1;
  -- of messages with the least frequent of the words that the index is asked for
  rarest double precision := 1;
  per_ticket double precision;
  -- how many tickets are looked at for a page of those that match
  looked double precision;
  sampled integer := 0;
  has_prefix boolean := false;
  rare text;
  dense text;
  of_stop_words text;
BEGIN
  IF tenant IS DISTINCT FROM current_tenant() THEN RETURN; END IF;
  SELECT s.most_common_elems::text::text[], s.most_common_elem_freqs INTO known, known_shares FROM pg_stats s
    WHERE s.schemaname = 'public' AND s.tablename = 'ticket_messages' AND s.attname = 'search';
  SELECT greatest(c.last_ticket_number, 1) INTO tickets FROM tenant_counters c WHERE c.tenant_id = tenant;
  -- The statistics tell shares of all tenants' messages; words of one tenant meet within its part of them.
  SELECT least(1, tickets / greatest(t.reltuples, 1)), greatest(m.reltuples, 0) INTO part, messages
    FROM pg_class t, pg_class m WHERE t.oid = 'public.tickets'::regclass AND m.oid = 'public.ticket_messages'::regclass;
  messages := messages * part;

  FOREACH word IN ARRAY regexp_split_to_array(left(words, 200), '\\s+') LOOP
    plain := tsvector_to_array(to_tsvector('public.noxdesk_plain', word));
    CONTINUE WHEN plain = '{}';
    es := tsvector_to_array(to_tsvector('public.noxdesk_es', word));
    en := tsvector_to_array(to_tsvector('public.noxdesk_en', word));
    IF es = '{}' OR en = '{}' THEN
      of_stop_words := concat_ws(' & ', of_stop_words, search_terms(tenant, plain, ':*'));
      CONTINUE;
    END IF;
    SELECT max(k.share) INTO share_of_word FROM unnest(known, known_shares) AS k (lexeme, share)
      WHERE k.lexeme = tenant || ':' || plain[1];
    is_known := share_of_word IS NOT NULL;
    -- Where a word stands, its stems stand, too: as it stands it is only looked for as a beginning.
    SELECT '(' || string_agg(DISTINCT t.term, ' | ') || ')' INTO terms FROM (VALUES
      (CASE WHEN NOT is_known THEN search_terms(tenant, plain, ':*') END),
      (CASE WHEN is_known OR es <> plain THEN search_terms(tenant, es, '') END),
      (CASE WHEN is_known OR en <> plain THEN search_terms(tenant, en, '') END)) t (term);
    IF NOT is_known THEN
      has_prefix := true;
      -- At least so many: words that begin like this and that the statistics do not know come on top.
      SELECT coalesce(sum(k.share), 0) INTO share_of_word FROM unnest(known, known_shares) AS k (lexeme, share)
        WHERE starts_with(k.lexeme, tenant || ':' || plain[1]);
      IF tickets > 5000 AND sampled < 4 AND share_of_word / part < 0.05 THEN
        sampled := sampled + 1;
        share_of_word := greatest(share_of_word, part * tickets / greatest(messages, tickets)
          * search_share(tenant, terms::tsquery));
      END IF;
    END IF;
    share_of_word := least(1, share_of_word / part);
    share := share * share_of_word;
    IF share_of_word > 0.04 THEN dense := concat_ws(' & ', dense, terms);
    ELSE
      rare := concat_ws(' & ', rare, terms);
      rarest := least(rarest, share_of_word);
    END IF;
  END LOOP;

  query := coalesce(rare, dense, of_stop_words);
  rest := CASE WHEN rare IS NOT NULL THEN dense END;
  matched := messages * share;
  reach := 2000;
  IF query IS NULL THEN
    how := 'nothing';
  ELSIF tickets > 5000 AND rare IS NULL THEN
    how := 'down';
  ELSE
    IF rare IS NULL OR matched <= most_few THEN
      SELECT f.ids, f.matched INTO ids, matched
        FROM search_few(tenant, query::tsquery, rest::tsquery, internal, most_few) f;
    END IF;
    per_ticket := greatest(1, messages / tickets);
    looked := page / (1 - power(1 - least(1, greatest(matched, 1) / greatest(messages, matched, 1)), per_ticket));
    IF ids IS NOT NULL THEN
      how := 'ids';
    ELSIF 25 * looked < greatest(matched, messages * rarest) * (CASE WHEN has_prefix THEN 0.8 ELSE 0.1 END) + 2 * looked THEN
      how := 'down';
    ELSE
      how := 'among';
      -- Few sizes, so that few statements are prepared.
      reach := CASE WHEN looked < 600 THEN 1000 WHEN looked < 3000 THEN 5000 ELSE 10000 END;
    END IF;
  END IF;
  RETURN NEXT;
END $$;
`;
