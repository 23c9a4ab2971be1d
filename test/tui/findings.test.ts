import { test } from 'vitest';
import { fakeFindings, fakeFound, fakeJudged, findingsStory } from './findings-fake.js';
import { play } from './world.js';
test('look', async () => {
  const story = findingsStory(fakeFindings([
    fakeFound({frames:[12]}), fakeFound({severity:'error', frames:[40, 45], code:'check.trind-missing', certain: true, message:'a (user 3) was active when the session ended, and no TRIND was sent to it'}),
    fakeFound({severity:'note', by:'dissector', code:'ip.ttl', message:'Time To Live is small', frames:[50], rule:'', matter:''}),
    fakeFound({frames:[60], certain:false, doubt:'KAREQ may have been lost on the way'}),
  ], [fakeJudged('session 1 at 10.0.0.1','fail', {doubts:['the capture says that 13 packets were dropped']}), fakeJudged('session 2 at 10.0.0.1','pass')]));
  for (const size of [{width:80,height:24},{width:120,height:40}]) {
  const one = await play('fixtures/demo.pcapng', { story, size });
  one.keys('g','f'); one.work();
  console.log(one.text());
  one.keys('o','j','j','enter','j');
  console.log(one.text());
  one.keys('o','|','j');
  console.log(one.text());
  }
});
