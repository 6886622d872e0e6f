-- Give a poll a new epoch after Redis went back in time, once, whoever notices first.
--
-- KEYS  1 live
-- ARGV  1 the epoch under which versions went back  2 the new epoch  3 changes channel
-- Answers the epoch that holds now.
local live = KEYS[1]
local epoch = redis.call('HGET', live, 'epoch')
if epoch ~= ARGV[1] then return epoch or '' end
local time = redis.call('TIME')
redis.call('HSET', live, 'epoch', ARGV[2],
  'set_back_ms', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('SPUBLISH', ARGV[3], redis.call('HINCRBY', live, 'version', 1))
return ARGV[2]
