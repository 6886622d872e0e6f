-- A nickname is given, taken back or judged; or its points are of further questions, too.
--
-- KEYS  1 live  2 nicknames  3 names  4 ballots  5 secret
-- ARGV  1 verb  2 voter key of the nickname, '' where the verb is of none  3 changes channel
--   of a phone:        give NAME FOLDED WAITS MOST BALLOTS · link BALLOTS · back
--     BALLOTS: JSON, question -> the voter key of this phone's ballot on it
--   of the moderator:  show · hide · stage '1' or '0'
-- Answers 'done' | 'taken': somebody else has it | 'full' | 'closed' | 'unknown'
local live, nicknames, names, ballots, secret = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local verb, voter, channel = ARGV[1], ARGV[2], ARGV[3]

if redis.call('EXISTS', live) == 0 then return 'unknown' end
if verb == 'stage' then
  redis.call('HSET', live, 'leaderboard_stage', ARGV[4])
  redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1))
  return 'done'
end
-- Once single votes are deleted, nobody has points any more.
if redis.call('EXISTS', secret) == 0 then return 'closed' end

local held = redis.call('HGET', nicknames, voter)
local entry = held and cjson.decode(held)
if verb ~= 'give' and not entry then return 'unknown' end

if verb == 'give' then
  local name, folded = ARGV[4], ARGV[5]
  local owner = redis.call('HGET', names, folded)
  if owner and owner ~= voter then return 'taken' end
  if not entry and redis.call('HLEN', nicknames) >= tonumber(ARGV[7]) then return 'full' end
  entry = entry or { number = redis.call('HINCRBY', live, 'nickname_last', 1) }
  -- The same name again is the same word, whatever a moderator has said of it since.
  if entry.name ~= name then
    if entry.folded and entry.folded ~= folded then redis.call('HDEL', names, entry.folded) end
    entry.name, entry.folded = name, folded
    entry.state = (ARGV[6] == '1' or entry.strict) and 'waiting' or 'shown'
  end
  redis.call('HSET', names, folded, voter)
  redis.call('HSET', ballots, voter, ARGV[8])
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', live, 'nickname_ms', string.format('%.0f', now))
elseif verb == 'link' then
  redis.call('HSET', ballots, voter, ARGV[4])
elseif verb == 'back' then
  if entry.folded then redis.call('HDEL', names, entry.folded) end
  redis.call('HDEL', ballots, voter)
  -- Whose name was taken down once gives no other past the moderator.
  if not entry.strict then entry = nil
  else entry.name, entry.folded, entry.state = '', nil, 'gone' end
elseif entry.state ~= 'gone' then
  entry.state = verb == 'show' and 'shown' or 'hidden'
  entry.strict = verb == 'hide' or nil
end
if entry then redis.call('HSET', nicknames, voter, cjson.encode(entry))
else redis.call('HDEL', nicknames, voter) end
redis.call('HINCRBY', live, 'nicknames', 1)
return 'done'
