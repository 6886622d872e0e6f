-- Give a poll other questions, in one step, unless one that would change or go was asked meanwhile.
--
-- KEYS  1 about  2 live
-- ARGV  1 the poll, JSON  2 the event without its polls, JSON  3 changes channel
--       4 '1': what votes were promised would change  5 number of questions that change
--       then their ids, then the ids of those that go
-- Answers {'done'} | {'gone'}: no such poll | {'asked', ids…; '' for what votes were promised}
local about, live = KEYS[1], KEYS[2]
local poll, heading, channel = ARGV[1], ARGV[2], ARGV[3]
local promised, changed = ARGV[4] == '1', tonumber(ARGV[5])
local FIRST = 6

if redis.call('EXISTS', live) == 0 then return { 'gone' } end
local answer = { 'asked' }
for at = FIRST, #ARGV do
  if redis.call('HEXISTS', live, 'q:' .. ARGV[at]) == 1 then answer[#answer + 1] = ARGV[at] end
end
local rounds, practised = unpack(redis.call('HMGET', live, 'rounds', 'practised'))
if promised and tonumber(rounds or 0) > tonumber(practised or 0) then
  answer[#answer + 1] = ''
end
if #answer > 1 then return answer end

redis.call('HSET', about, 'poll', poll, 'heading', heading)
local sight = redis.call('HGET', live, 'question')
for at = FIRST + changed, #ARGV do
  -- The question in sight goes: the poll waits as before its first one.
  if ARGV[at] == sight then redis.call('HSET', live, 'question', '', 'round', 0, 'shown', 0) end
end
redis.call('HINCRBY', live, 'edition', 1)
-- A moderator who still looks at the old questions opens none of them unseen.
redis.call('HINCRBY', live, 'control', 1)
redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1))
return { 'done' }
