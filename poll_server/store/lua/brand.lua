-- Give a poll its event's name, colour and logo. Its questions stay, so no command is in conflict.
--
-- KEYS  1 about  2 live
-- ARGV  1 the event without its polls, JSON  2 the logo, JSON ('': none)  3 changes channel
-- Answers 1, or 0 where there is no such poll
local about, live = KEYS[1], KEYS[2]
local heading, logo, channel = ARGV[1], ARGV[2], ARGV[3]

if redis.call('EXISTS', live) == 0 then return 0 end
redis.call('HSET', about, 'heading', heading)
if logo == '' then redis.call('HDEL', about, 'logo') else redis.call('HSET', about, 'logo', logo) end
redis.call('HINCRBY', live, 'edition', 1)
redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1))
return 1
