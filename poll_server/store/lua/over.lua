-- Say that a poll's event is over, or that it is not; never while a vote is open, or in a practice.
--
-- KEYS  1 live  2 the latest round
-- ARGV  1 '1' over, '0' not  2 number of the latest round, as its sender saw it  3 changes channel
-- Answers 'done' · 'open': a vote is open, or it is practice · 'moved': there is a later round · 'gone': no such poll
local live, round = KEYS[1], KEYS[2]
local over, seen, channel = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local rounds, before = unpack(redis.call('HMGET', live, 'rounds', 'over'))
if redis.call('EXISTS', live) == 0 then return 'gone' end
if tonumber(rounds or 0) ~= seen then return 'moved' end
if over == '1' and redis.call('HGET', round, 'state') == 'open' then return 'open' end
if over == '1' and redis.call('HGET', live, 'practice') == '1' then return 'open' end
if (before or '0') == over then return 'done' end

redis.call('HSET', live, 'over', over)
-- A command that was planned for the poll as it stood before is not carried out any more.
redis.call('HINCRBY', live, 'control', 1)
redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1))
return 'done'
