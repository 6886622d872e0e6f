-- Decide on a batch of votes for one round, in one step: refuse or record each, move the tally, say so.
--
-- KEYS  1 live  2 round  3 votes  4 tally
-- ARGV  1 round number  2 grace in ms after the deadline  3 changes channel, '' where nobody is to be told now
--       4 '1': replicas are asked next whether they have all this, which they are only of what was written here
--       5 the epoch of the poll as whoever worked these votes out knew it ('': whichever)  6 the newest version that
--         Redis told them of it (0: none)
--       then four for each vote: voter key, seq, answer, counts ('' where the answer does not fit)
-- Answers {epoch, version, then three for each vote: outcome, seq that counts now, answer held}
--
-- A record is 'seq \n counts \n answer'; the first two never hold a line break.
local live, round, votes, tally = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local number, grace, channel = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local known, seen = ARGV[5], tonumber(ARGV[6])
local FIRST, WIDTH = 7, 4

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local epoch, current, version = unpack(redis.call('HMGET', live, 'epoch', 'round', 'version'))
version = tonumber(version or 0)
-- Where Redis went back in time, the number of a round may be another question's by now: voter keys, answers and counts
-- were made for the old one. A version below one that was told is how it shows before anybody renewed the epoch.
local outdated = epoch and known ~= '' and (epoch ~= known or version < seen)
local state, deadline, opened, speed =
  unpack(redis.call('HMGET', round, 'state', 'deadline_ms', 'opened_ms', 'speed_ms'))
deadline = tonumber(deadline or 0)
-- Of ten steps over which a bonus for speed falls, the one that is now; the tenth and later: none, as without a bonus.
local TENTHS = 10
local tenth = speed and math.max(0, math.floor((now - tonumber(opened)) * TENTHS / tonumber(speed))) or TENTHS

local function split(record)
  local first = string.find(record, '\n', 1, true)
  local second = string.find(record, '\n', first + 1, true)
  return {
    seq = tonumber(string.sub(record, 1, first - 1)),
    counts = string.sub(record, first + 1, second - 1),
    answer = string.sub(record, second + 1),
  }
end

local held = {} -- voter key -> what counts for that voter, this batch's own earlier votes included
local voters = {}
for at = FIRST, #ARGV, WIDTH do voters[#voters + 1] = ARGV[at] end
for place, record in ipairs(redis.call('HMGET', votes, unpack(voters))) do
  if record then held[voters[place]] = split(record) end
end

local function decide(own, seq, answer, counts)
  if outdated then return 'outdated' end
  -- The voter's own earlier vote comes first: an honest retry is answered whatever happened since.
  if own and seq == own.seq then return own.answer == answer and 'duplicate' or 'conflict' end
  if own and seq < own.seq then return 'stale' end
  if not epoch then return 'unknown' end
  if current ~= number then return 'wrong_round' end
  if state ~= 'open' or (deadline > 0 and now > deadline + grace) then return 'closed' end
  if counts == '' then return 'invalid' end
  return 'accepted'
end

local moves, records, accepted = {}, {}, 0
local function move(counts, sign)
  for counter, n in pairs(cjson.decode(counts)) do
    moves[counter] = (moves[counter] or 0) + sign * n
  end
end

-- Counters that ask for the step by a last one named `speed`, as a right answer's do, with the step in its place,
-- and without where there is none: the round alone knows whether it was opened with a bonus.
-- Whoever gives the same answer again keeps the step in which they first did.
local ASKS, SAYS = ',"speed":1}', ',"speed:%d":1}'
local function timed(counts, own, answer)
  if string.sub(counts, -#ASKS) ~= ASKS then return counts end
  local step = tenth
  if own and own.answer == answer then
    step = tonumber(string.match(own.counts, ',"speed:(%d)":1}$') or TENTHS)
  end
  return string.sub(counts, 1, -#ASKS - 1) .. (step < TENTHS and string.format(SAYS, step) or '}')
end

local answers = {}
for at = FIRST, #ARGV, WIDTH do
  local voter, seq, answer, counts = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3]
  local own = held[voter]
  local outcome = decide(own, seq, answer, counts)
  if outcome == 'accepted' then
    if own then move(own.counts, -1) end
    counts = timed(counts, own, answer)
    move(counts, 1)
    own = { seq = seq, counts = counts, answer = answer }
    held[voter], records[voter] = own, own
    accepted = accepted + 1
  end
  answers[#answers + 1] = outcome
  answers[#answers + 1] = own and own.seq or 0
  answers[#answers + 1] = own and own.answer or ''
end

for voter, own in pairs(records) do
  redis.call('HSET', votes, voter, string.format('%d\n%s\n%s', own.seq, own.counts, own.answer))
end
for counter, n in pairs(moves) do
  -- A counter back at nothing goes, so that a text taken back leaves no trace.
  if n ~= 0 and redis.call('HINCRBY', tally, counter, n) == 0 then redis.call('HDEL', tally, counter) end
end
if accepted > 0 then
  version = redis.call('HINCRBY', live, 'version', accepted)
  if channel ~= '' then redis.call('SPUBLISH', channel, 'votes ' .. version) end
elseif ARGV[4] == '1' and state then
  -- What is a duplicate here was written over another connection, and a replica may not have it yet.
  redis.call('HSET', round, 'state', state)
end
return { epoch or '', version, unpack(answers) }
