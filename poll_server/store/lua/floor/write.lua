-- Somebody in the hall asks, or takes back what they asked.
--
-- KEYS  1 live  2 floor  3 entries  4 writers  5 counts
-- ARGV  1 'ask' | 'take back'  2 entry  3 voter key  4 changes channel
--       for 'ask': 5 text  6 name  7 '1': waits for the moderator, whatever is set
--                  8 most entries of one  9 most of all
-- Answers 'done' | 'duplicate' | 'conflict': another entry has this id | 'closed' | 'enough': of one |
--         'full' | 'joined': it stands for other people's too | 'unknown'
local live, floor, entries, writers, counts = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local verb, id, voter, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if redis.call('EXISTS', live) == 0 then return 'unknown' end
local held = redis.call('HGET', entries, id)
local entry = held and cjson.decode(held)
if entry and entry.voter ~= voter then return 'conflict' end

if verb == 'take back' then
  if not entry then return 'unknown' end
  if entry.state == 'gone' then return 'duplicate' end
  if entry.into or entry.merged then return 'joined' end
  -- The words go; that somebody asked stays, so that a retry of asking does not bring them back.
  entry.state, entry.text, entry.name, entry.answer = 'gone', '', '', nil
  redis.call('HSET', entries, id, cjson.encode(entry))
  if redis.call('HGET', floor, 'pinned') == id then
    redis.call('HDEL', floor, 'pinned')
    redis.call('HDEL', live, 'pinned')
    redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1))
  end
  redis.call('HINCRBY', floor, 'version', 1)
  return 'done'
end

-- An honest retry is answered first, whatever happened since.
if entry then return 'duplicate' end
if redis.call('HGET', floor, 'open') ~= '1' then return 'closed' end
if tonumber(redis.call('HGET', writers, voter) or 0) >= tonumber(ARGV[8]) then return 'enough' end
if redis.call('HLEN', entries) >= tonumber(ARGV[9]) then return 'full' end
local first, names = unpack(redis.call('HMGET', floor, 'first', 'names'))
local waits = ARGV[7] == '1' or first ~= '0'
redis.call('HSET', entries, id, cjson.encode({
  number = redis.call('HINCRBY', floor, 'last', 1), voter = voter, text = ARGV[5],
  name = names == '1' and ARGV[6] or '', state = waits and 'waiting' or 'shown',
}))
redis.call('HINCRBY', writers, voter, 1)
redis.call('HSET', counts, id, 0)
local time = redis.call('TIME')
redis.call('HSET', floor, 'at_ms', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('HINCRBY', floor, 'version', 1)
return 'done'
