-- Freeze a closed round in one step: counts, n, version, time, and the checksums over them, once.
--
-- KEYS  1 live  2 round  3 votes  4 tally  5 result  6 who moved since an earlier round
-- ARGV  1 round number  2 version at its close, as the sums' maker saw it  3 changes channel
--       4 SHA-256 of its votes  5 SHA-256 of its result  6 how they were made
--       7 '1': even if its close could still be taken back  8 who moved, JSON: {from>to: people}
-- Answers 'frozen': it is now, or was before · 'early': its close can still be taken back · 'moved':
--         it is open, or was closed another time than its sender saw
local live, round, votes, tally, result, moves = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local number, seen, channel = ARGV[1], ARGV[2], ARGV[3]

local state, version, freeze_ms, closed_ms =
  unpack(redis.call('HMGET', round, 'state', 'version', 'freeze_ms', 'closed_ms'))
if state ~= 'closed' then return 'moved' end
if not freeze_ms then return 'frozen' end
if version ~= seen then return 'moved' end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Only of the round in sight can the close be taken back. Exports wait for that, but not for a clock that was set back.
local early = now < tonumber(freeze_ms) and now >= tonumber(closed_ms or 0)
if ARGV[7] ~= '1' and redis.call('HGET', live, 'round') == number and early then return 'early' end

redis.call('COPY', tally, result, 'REPLACE')
redis.call('HSET', round, 'votes', redis.call('HLEN', votes), 'frozen_ms', now,
  'version', redis.call('HINCRBY', live, 'version', 1))
redis.call('HSETNX', round, 'sha256', ARGV[4])
redis.call('HSETNX', round, 'result_sha256', ARGV[5])
redis.call('HSETNX', round, 'scheme', ARGV[6])
for way, people in pairs(cjson.decode(ARGV[8])) do redis.call('HSETNX', moves, way, people) end
redis.call('HDEL', round, 'freeze_ms')
redis.call('SPUBLISH', channel, redis.call('HGET', live, 'version'))
return 'frozen'
