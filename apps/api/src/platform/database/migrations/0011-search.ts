import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A search of words that costs no more than a bound, however many messages they stand in. */
export class Search1700000000011 implements MigrationInterface {
  readonly name = 'Search1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP FUNCTION search_plan;
DROP FUNCTION search_ticket_ids;
${AMONG}
${FEW}
${SHARE}
${PLAN}`);
  }

  async down(): Promise<void> {
    throw new Error('Search is not taken back to functions that read without a bound');
  }
}

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
-- The tickets of the messages that match, as the text of an array. NULL: they are more than that.
CREATE FUNCTION search_few(tenant integer, query tsquery, rest tsquery, internal boolean, most integer)
RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_indexscan = off SET work_mem = '16MB' AS $$
DECLARE
  matched integer;
  found uuid[];
BEGIN
  SELECT count(*), coalesce(array_agg(DISTINCT f.ticket_id), '{}') INTO matched, found FROM (
    SELECT m.ticket_id FROM ticket_messages m
    WHERE m.search @@ query AND m.tenant_id = tenant AND tenant = current_tenant()
      AND (internal OR m.public) AND (rest IS NULL OR m.search @@ rest)
    LIMIT most + 1) f;
  RETURN CASE WHEN matched <= most THEN found::text END;
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
RETURNS TABLE (how text, query text, rest text, ids text, reach integer, matched real)
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
  -- of tickets that match
  density double precision := 1;
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
    terms := '(' || concat_ws(' | ', search_terms(tenant, plain, CASE WHEN is_known THEN '' ELSE ':*' END),
      search_terms(tenant, es, ''), search_terms(tenant, en, '')) || ')';
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
    density := density * (1 - power(1 - share_of_word, messages / tickets));
    IF share_of_word > 0.04 THEN dense := concat_ws(' & ', dense, terms);
    ELSE rare := concat_ws(' & ', rare, terms);
    END IF;
  END LOOP;

  query := coalesce(rare, dense, of_stop_words);
  rest := CASE WHEN rare IS NOT NULL THEN dense END;
  matched := messages * share;
  reach := 2000;
  IF query IS NULL THEN
    how := 'nothing';
  ELSIF tickets > 5000 AND (rare IS NULL OR density > 0 AND matched > most_few AND
    25 * page / density < matched * (CASE WHEN has_prefix THEN 0.8 ELSE 0.15 END) + 1.4 * page / density) THEN
    how := 'down';
  ELSE
    IF matched <= most_few THEN
      ids := search_few(tenant, query::tsquery, rest::tsquery, internal, most_few);
    END IF;
    how := CASE WHEN ids IS NULL THEN 'among' ELSE 'ids' END;
    IF density > 0 AND 1.5 * page / density > reach THEN reach := 10000; END IF;
  END IF;
  RETURN NEXT;
END $$;
`;
