-- wrk's part of benchmarks/load.py: each request is one of a file's, and the result is a line of JSON.
-- arguments: the file, whose lines are a path or a path, a tab and a body; the method; the mean pause in milliseconds

local requests, pause, sent, salt = {}, 0, 0, ""

function init(arguments)
  math.randomseed(os.time())
  salt = os.time() .. "-" .. math.random(1000000)
  for line in io.lines(arguments[1]) do
    local path, body = line:match("^([^\t]*)\t(.*)$")
    requests[#requests + 1] = { path = path or line, body = body }
  end
  wrk.method = arguments[2]
  pause = tonumber(arguments[3])
  for _, request in ipairs(requests) do
    if not request.body then
      request.text = wrk.format(nil, request.path)
    end
  end
  if pause == 0 then
    delay = nil
  end
end

function request()
  local chosen = requests[math.random(#requests)]
  if chosen.text then
    return chosen.text
  end
  sent = sent + 1
  -- Two requests never have the same body.
  return wrk.format(nil, chosen.path, nil, (chosen.body:gsub("{unique}", salt .. "-" .. sent)))
end

-- Pauses of random length make the load uneven, as independent callers do.
function delay()
  return math.floor(-pause * math.log(1 - math.random()) + 0.5)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p99":%f}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6
  ))
end
