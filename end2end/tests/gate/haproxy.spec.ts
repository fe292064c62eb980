import { leadsThroughAndBack } from "../../gate/journeys.ts";
import { haproxy } from "../../gate/proxies/haproxy.ts";

leadsThroughAndBack(haproxy);
