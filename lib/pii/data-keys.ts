import "server-only";

/**
 * The ids of the keys of PII_KEYS that people's living data keys are wrapped under, in one row, `used`. From one to the next along an
 * index, as there are few: it costs the same for any number of people.
 */
export const keysInUse = `
  with recursive found as (
    (select key_id from data_key where destroyed_at is null order by key_id limit 1)
    union all
    select (select key_id from data_key where destroyed_at is null and key_id > found.key_id order by key_id limit 1)
    from found where found.key_id is not null
  )
  select array(select key_id from found where key_id is not null order by key_id) as used`;
