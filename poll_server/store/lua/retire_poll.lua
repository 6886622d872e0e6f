-- Take a poll out of use, unless something was asked in it: after this nothing can be opened.
--
-- KEYS  1 live
-- Answers 1: it is out of use · 0: something was asked
local live = KEYS[1]

local rounds, practised = unpack(redis.call('HMGET', live, 'rounds', 'practised'))
if tonumber(rounds or 0) > tonumber(practised or 0) then return 0 end
redis.call('DEL', live)
return 1
