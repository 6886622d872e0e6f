-- The speakers' list: somebody raises a hand or takes it back; a moderator calls, and sees to the list.
--
-- KEYS  1 live  2 speakers  3 hands
-- ARGV  1 verb  2 voter key of the hand, '' where the verb is of none  3 changes channel
--   of the hall:       raise SEQ LIST SEAT MOST · lower SEQ
--   of the moderator:  set FIELD VALUE · call SEEN TURN · done SEEN · skip SEEN · remove · clock MS
--                      of a fishbowl, where there are chairs:  sit TURN · leave
--     SEEN: the number of who speaks, as the sender saw it, '' where nobody does
-- Answers {'accepted' | 'duplicate' | 'stale' | 'conflict' | 'closed' | 'called': it is their turn |
--          'full': the list, or every chair | 'moved': another speaks, or the hand is down | 'unknown',
--          seq that counts now}
local live, speakers, hands = KEYS[1], KEYS[2], KEYS[3]
local verb, voter, channel = ARGV[1], ARGV[2], ARGV[3]

if redis.call('EXISTS', live) == 0 then return { 'unknown', 0 } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function get(key)
  local held = key ~= '' and redis.call('HGET', hands, key)
  return held and cjson.decode(held)
end
local function put(key, hand) redis.call('HSET', hands, key, cjson.encode(hand)) end
local function moved(outcome, seq)
  redis.call('HINCRBY', speakers, 'version', 1)
  return { outcome, seq or 0 }
end

local MOST_CHAIRS = 6
local function chairs() return tonumber(redis.call('HGET', speakers, 'chairs') or 0) end
-- The chair that `key` is on; '' finds the first free one of the `n` there are.
local function chair_of(key, n)
  for at = 0, (n or MOST_CHAIRS) - 1 do
    if (redis.call('HGET', speakers, 'chair:' .. at) or '') == key then return 'chair:' .. at end
  end
end
local function has_spoken(key, one)
  one.state, one.seat, one.times = 'done', nil, one.times + 1
  redis.call('HINCRBY', speakers, 'spoken', 1)
  put(key, one)
end
local function stand_up(chair)
  local key = redis.call('HGET', speakers, chair)
  local one = get(key or '')
  redis.call('HDEL', speakers, chair)
  if one then has_spoken(key, one) end
end

local hand = get(voter)
if verb == 'raise' or verb == 'lower' then
  local seq, held = tonumber(ARGV[4]), hand and hand.seq or 0
  -- An honest retry is answered first, whatever happened since.
  if seq == held then return { hand.said == verb and 'duplicate' or 'conflict', held } end
  if seq < held then return { 'stale', held } end
  if verb == 'lower' then
    if not hand then return { 'unknown', 0 } end
    local chair = hand.state == 'speaking' and chair_of(voter)
    if hand.state == 'speaking' and not chair then return { 'called', held } end
    if chair then
      stand_up(chair)
      hand = get(voter)
    end
    if hand.state == 'waiting' then hand.state, hand.seat = 'back', nil end
  else
    if redis.call('HGET', speakers, 'open') ~= '1' then return { 'closed', held } end
    if hand and hand.state == 'speaking' then return { 'called', held } end
    if not hand and redis.call('HLEN', hands) >= tonumber(ARGV[7]) then return { 'full', held } end
    hand = hand or { times = 0 }
    if hand.state ~= 'waiting' then
      hand.number = redis.call('HINCRBY', speakers, 'last', 1)
      hand.state = 'waiting'
    end
    hand.list = tonumber(ARGV[5])
    hand.seat = redis.call('HGET', speakers, 'seats') == '1' and ARGV[6] ~= '' and ARGV[6] or nil
  end
  hand.seq, hand.said = seq, verb
  put(voter, hand)
  redis.call('HSET', speakers, 'at_ms', string.format('%.0f', now))
  return moved('accepted', seq)
end

if verb == 'set' then
  local field, value = ARGV[4], ARGV[5]
  if field == 'chairs' and value == '0' then
    for at = 0, MOST_CHAIRS - 1 do stand_up('chair:' .. at) end
  elseif field == 'chairs' and chairs() == 0 then
    -- Whoever speaks as a fishbowl begins is the first in it.
    local key = redis.call('HGET', speakers, 'current')
    if key then redis.call('HSET', speakers, 'chair:0', key) end
    redis.call('HDEL', speakers, 'current', 'until_ms')
  end
  redis.call('HSET', speakers, field, value)
  if field == 'open' or field == 'stage' then
    redis.call('HSET', live, field == 'open' and 'speakers' or 'speakers_stage', value)
    redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1))
  end
  return moved('accepted')
end
if verb == 'remove' then
  if not hand or hand.state ~= 'waiting' then return { 'moved', 0 } end
  hand.state, hand.seat = 'removed', nil
  put(voter, hand)
  return moved('accepted')
end

if verb == 'sit' then
  local chair = chair_of('', chairs())
  if not hand or hand.state ~= 'waiting' then return { 'moved', 0 } end
  if not chair then return { 'full', 0 } end
  hand.state = 'speaking'
  put(voter, hand)
  redis.call('HSET', speakers, chair, voter, 'turn', ARGV[4])
  return moved('accepted')
end
if verb == 'leave' then
  local chair = voter ~= '' and chair_of(voter)
  if not chair then return { 'moved', 0 } end
  stand_up(chair)
  return moved('accepted')
end
-- From here on one alone speaks.
if chairs() > 0 then return { 'moved', 0 } end

local key = redis.call('HGET', speakers, 'current') or ''
local current = get(key)
if verb == 'clock' then
  local until_ms = tonumber(ARGV[4]) > 0 and current and now + tonumber(ARGV[4]) or 0
  redis.call('HSET', speakers, 'until_ms', string.format('%.0f', until_ms))
  return moved('accepted')
end
-- Of two moderators who press at once, one moves the list on.
if (current and tostring(current.number) or '') ~= ARGV[4] then return { 'moved', 0 } end
if verb == 'call' and (not hand or hand.state ~= 'waiting') then return { 'moved', 0 } end
if current and verb == 'skip' then
  current.state, current.seat = 'skipped', nil
  put(key, current)
elseif current then
  has_spoken(key, current)
end
redis.call('HDEL', speakers, 'current')
redis.call('HSET', speakers, 'until_ms', 0)
if verb == 'call' then
  hand.state = 'speaking'
  put(voter, hand)
  redis.call('HSET', speakers, 'current', voter, 'turn', ARGV[5])
  local seconds = tonumber(redis.call('HGET', speakers, 'seconds') or 0)
  if seconds > 0 then
    redis.call('HSET', speakers, 'until_ms', string.format('%.0f', now + seconds * 1000))
  end
end
return moved('accepted')
