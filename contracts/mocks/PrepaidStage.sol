// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {InstrumentView, RedemptionView} from "../prepaid/IPrepaidTypes.sol";
import {IPrepaidVault} from "../prepaid/IPrepaidVault.sol";

/// @title PrepaidActor
/// @notice An account that does what its maker says, and hands back what came of it. It signs a hash by writing it down together with its
/// address.
contract PrepaidActor is IERC1271 {
    address private immutable MAKER;

    error NotMaker();

    constructor() {
        MAKER = msg.sender;
    }

    function act(address target, bytes calldata data) external returns (bool success, bytes memory result) {
        if (msg.sender != MAKER) revert NotMaker();
        (success, result) = target.call(data);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool mine = keccak256(signature) == keccak256(abi.encode(hash, address(this)));
        return mine ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @title PrepaidStage
/// @notice Lets an actor act and, in the same transaction, reads every view of a vault: one step of the model test is one transaction.
contract PrepaidStage {
    struct Words {
        uint256[] list;
        uint256 length;
    }

    /// What is looked at beside all actors.
    struct Query {
        IPrepaidVault vault;
        uint256[] moments;
        uint256[] expiries;
        uint256[] ids;
        address[] merchants;
        bytes32[] refs;
    }

    /// What came of an act.
    event Acted(bool success, bytes result);
    /// Every view after it, flat; the order is that of `words` in test/models/prepaid.ts.
    event Seen(uint256[] words);

    error ActFailed(bytes reason);

    PrepaidActor[] public actors;

    constructor(uint256 count) {
        for (uint256 i = 0; i < count; ++i) actors.push(new PrepaidActor());
    }

    function step(Query calldata query, uint256 actor, address target, bytes calldata data) external {
        (bool success, bytes memory result) = actors[actor].act(target, data);
        emit Acted(success, result);
        emit Seen(look(query));
    }

    /// Only acts, and reverts where that fails.
    function perform(uint256 actor, address target, bytes calldata data) external {
        (bool success, bytes memory result) = actors[actor].act(target, data);
        if (!success) revert ActFailed(result);
    }

    function look(Query calldata query) public view returns (uint256[] memory) {
        uint256 count = actors.length;
        uint256 each = 6 + query.moments.length + query.expiries.length + 2 * count;
        uint256 size = 2 + count * each + query.ids.length * (11 + count) + query.refs.length * 2;
        Words memory words = Words(new uint256[](size), 0);
        _add(words, query.vault.totalSupply());
        _add(words, query.vault.bucketLength());
        for (uint256 i = 0; i < count; ++i) _addOwner(words, query, address(actors[i]));
        for (uint256 i = 0; i < query.ids.length; ++i) _addInstrument(words, query.vault, query.ids[i]);
        for (uint256 i = 0; i < query.refs.length; ++i) {
            RedemptionView memory redemption = query.vault.redemptionOf(query.merchants[i], query.refs[i]);
            _add(words, redemption.amount);
            _add(words, redemption.refunded);
        }
        return words.list;
    }

    function _addOwner(Words memory words, Query calldata query, address owner) private view {
        IPrepaidVault vault = query.vault;
        _add(words, vault.balanceOf(owner));
        _add(words, vault.asset().balanceOf(owner));
        _add(words, vault.sweepable(owner));
        (bool push, bool swept, uint16 tipBps) = vault.choicesOf(owner);
        _add(words, push ? 1 : 0);
        _add(words, swept ? 1 : 0);
        _add(words, tipBps);
        for (uint256 i = 0; i < query.moments.length; ++i) _add(words, vault.balanceOfAt(owner, query.moments[i]));
        for (uint256 i = 0; i < query.expiries.length; ++i) _add(words, vault.lockedUntil(owner, query.expiries[i]));
        for (uint256 i = 0; i < actors.length; ++i) {
            _add(words, vault.acceptsReturns(owner, address(actors[i])) ? 1 : 0);
            _add(words, vault.allowance(owner, address(actors[i])));
        }
    }

    function _addInstrument(Words memory words, IPrepaidVault vault, uint256 id) private view {
        InstrumentView memory instrument = vault.instrumentOf(id);
        _add(words, uint160(instrument.purchaser));
        _add(words, uint160(instrument.holder));
        _add(words, instrument.byKey ? 1 : 0);
        _add(words, instrument.delivered ? 1 : 0);
        _add(words, instrument.started ? 1 : 0);
        _add(words, instrument.pull ? 1 : 0);
        _add(words, instrument.settled ? 1 : 0);
        _add(words, instrument.remaining);
        _add(words, instrument.returned);
        _add(words, instrument.expiry);
        _add(words, uint256(bytes32(instrument.rules)));
        for (uint256 i = 0; i < actors.length; ++i) _add(words, vault.spentAt(id, address(actors[i])));
    }

    function _add(Words memory words, uint256 word) private pure {
        words.list[words.length++] = word;
    }
}
