-- Somebody supports an entry, or no longer does: once a voter, also where entries were put together.
--
-- KEYS  1 floor  2 entries  3 counts  4 supporters of the entry
--       5… supporters of the entries that were put to it (see ARGV 5…)
-- ARGV  1 entry  2 voter key  3 seq  4 '1' supports, '0' does not
--       5… the entries whose supporters KEYS 5… are, as the sender last saw them
-- Answers {'accepted' | 'duplicate' | 'stale' | 'conflict' | 'closed' | 'own' | 'moved': put together
--         otherwise than the sender saw | 'unknown', seq that counts now, '1' | '0'}
local floor, entries, counts, supporters = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, voter, seq, on = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]

local function of(key)
  local record = redis.call('HGET', key, voter)
  if not record then return 0, '0' end
  local n, now = string.match(record, '^(%d+) ([01])$')
  return tonumber(n), now
end

local held = redis.call('HGET', entries, id)
if not held then return { 'unknown', 0, '0' } end
local entry = cjson.decode(held)
local own_seq, own = of(supporters)
if seq == own_seq then return { own == on and 'duplicate' or 'conflict', own_seq, own } end
if seq < own_seq then return { 'stale', own_seq, own } end
local merged = entry.merged or {}
if entry.into or #merged ~= #ARGV - 4 then return { 'moved', own_seq, own } end
for at, other in ipairs(merged) do
  if other ~= ARGV[4 + at] then return { 'moved', own_seq, own } end
end
if entry.voter == voter then return { 'own', own_seq, own } end
if redis.call('HGET', floor, 'open') ~= '1' or entry.state ~= 'shown' then
  return { 'closed', own_seq, own }
end

local was = own == '1'
for at = 5, #KEYS do
  local other_seq, other = of(KEYS[at])
  was = was or other == '1'
  -- Taken back is taken back: not still counted under the words of another.
  if on == '0' and other == '1' then redis.call('HSET', KEYS[at], voter, other_seq .. ' 0') end
end
redis.call('HSET', supporters, voter, string.format('%d %s', seq, on))
local change = (on == '1' and 1 or 0) - (was and 1 or 0)
if change ~= 0 then redis.call('HINCRBY', counts, id, change) end
local time = redis.call('TIME')
redis.call('HSET', floor, 'at_ms', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('HINCRBY', floor, 'version', 1)
return { 'accepted', seq, on }
